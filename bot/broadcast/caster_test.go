package broadcast_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"visitbot/bot/broadcast"
	"visitbot/bot/catalogue"
	"visitbot/bot/emulator"
	"visitbot/bot/render"
)

func TestEverybodyHearsItOnce(t *testing.T) {
	inWorld(t, func(w *world) {
		w.people(200)
		w.telegram.Block(7)
		w.telegram.Block(100)
		seat := "smile|1|1704798000000|K7M4QX|t|0000000000042||||||"
		w.client().HSet(w.ctx, "{visitbot:4242}:seats", "desk:1", seat, "carrier-pigeon:1", seat)
		w.begin()
		w.run("p")
		w.pass(5 * time.Second)
		if p := w.progress(); p.Sent < 50 || p.Sent > 100 || p.Finished {
			t.Errorf("after five seconds: %+v", p)
		}
		w.pass(15 * time.Second)
		w.stands("left 0 underway 0 sent 198 refused 2 unknown 0 chatless 2 gone 0")
		w.names(broadcast.FateRefused, "tg:100", "tg:7")
		w.names(broadcast.FateChatless, "carrier-pigeon:1", "desk:1")
		w.hears(200, 7, 100)
		w.atItsPace()
		w.wasShown()
		if ids, err := w.casts.Started(w.ctx); err != nil || len(ids) > 0 {
			t.Error("still to be worked off:", ids, err)
		}
		if w.log.String() != "" {
			t.Errorf("there was trouble:\n%s", w.log.String())
		}
	})
}

// atItsPace checks that never more than 20 messages left within a second.
func (w *world) atItsPace() {
	w.Helper()
	calls := w.telegram.Calls("sendMessage")
	for i := 20; i < len(calls); i++ {
		if d := calls[i].At.Sub(calls[i-20].At); d < time.Second {
			w.Fatalf("21 messages within %v", d)
		}
	}
}

// wasShown checks that organisers saw it go on, not too often, and end.
func (w *world) wasShown() {
	w.Helper()
	for i, s := range w.shown[:len(w.shown)-1] {
		next := w.shown[i+1]
		if next.at-s.at < 3*time.Second && !next.Finished || s.Finished || next.Sent < s.Sent {
			w.Errorf("%+v\nthen %+v", s, next)
		}
	}
	if last := w.shown[len(w.shown)-1]; !last.Finished || len(w.shown) < 3 {
		w.Errorf("shown %d times, the last is %+v", len(w.shown), last)
	}
}

// Who erased their data after the list was frozen is not written to.
func TestWhoHasErasedTheirData(t *testing.T) {
	inWorld(t, func(w *world) {
		w.people(4)
		w.begin()
		w.client().Del(w.ctx, "{visitbot:4242}:talk:tg:2")
		w.client().HDel(w.ctx, "{visitbot:4242}:seats", "tg:2")
		w.run("p")
		w.pass(time.Minute)
		w.stands("left 0 underway 0 sent 3 refused 0 unknown 0 chatless 0 gone 1")
		w.hears(4, 2)
	})
}

// What Telegram wants silence for was not sent: it is no try, and comes when
// the silence is over.
func TestSilenceIsObeyed(t *testing.T) {
	for _, silence := range []int{1, 40, 300} { // seconds: within what the messenger waits for, and beyond
		t.Run(fmt.Sprint(silence), func(t *testing.T) {
			inWorld(t, func(w *world) {
				w.people(10)
				w.telegram.Fault(emulator.Fault{Method: "sendMessage", Times: 1, Status: 429, RetryAfter: silence})
				w.begin()
				w.run("p")
				w.pass(time.Duration(silence)*time.Second - time.Millisecond)
				if sent := w.progress().Sent; sent != 0 {
					t.Errorf("%d sent into the silence", sent)
				}
				w.pass(3 * time.Second)
				w.stands("left 0 underway 0 sent 10 refused 0 unknown 0 chatless 0 gone 0")
				w.hears(10)
				if calls := len(w.telegram.Calls("sendMessage")); calls != 11 {
					t.Errorf("%d calls", calls)
				}
			})
		})
	}
}

// A message whose answer is lost is unknown, and not sent again.
func TestAnAnswerThatIsLost(t *testing.T) {
	for drop, heard := range map[emulator.Drop][]int{emulator.DropAfter: nil, emulator.DropBefore: {1}} {
		inWorld(t, func(w *world) {
			w.people(4)
			w.telegram.Fault(emulator.Fault{Method: "sendMessage", Drop: drop})
			w.begin()
			w.run("p")
			w.pass(time.Minute)
			w.stands("left 0 underway 0 sent 3 refused 0 unknown 1 chatless 0 gone 0")
			w.names(broadcast.FateUnknown, "tg:1")
			w.hears(4, heard...)
		})
	}
}

var errDial = &net.OpError{Op: "dial", Err: errors.New("connection refused")}

// What certainly was not sent is tried again.
func TestWhatWasNotSentIsTriedAgain(t *testing.T) {
	inWorld(t, func(w *world) {
		w.people(4)
		away := w.began.Add(20 * time.Second)
		w.carry = func(chat string, next func() (*http.Response, error)) (*http.Response, error) {
			if time.Now().Before(away) {
				return nil, errDial
			}
			return next()
		}
		w.telegram.Fault(emulator.Fault{Method: "sendMessage", Times: 2, Status: 502, Body: "<html>"})
		w.begin()
		w.run("p")
		w.pass(2 * time.Minute)
		w.stands("left 0 underway 0 sent 4 refused 0 unknown 0 chatless 0 gone 0")
		w.hears(4)
	})
}

// One person with whom it never works keeps the others waiting for some time
// only, and counts as refused in the end.
func TestOneChatThatNeverWorks(t *testing.T) {
	inWorld(t, func(w *world) {
		w.people(5)
		w.carry = func(chat string, next func() (*http.Response, error)) (*http.Response, error) {
			if chat == "1" {
				return nil, errDial
			}
			return next()
		}
		w.begin()
		w.run("p")
		w.pass(2 * time.Minute)
		w.hears(5, 1)
		if p := w.progress(); p.Sent != 4 || p.Finished {
			t.Errorf("after two minutes: %+v", p)
		}
		w.pass(8 * time.Minute)
		w.stands("left 0 underway 0 sent 4 refused 1 unknown 0 chatless 0 gone 0")
		w.names(broadcast.FateRefused, "tg:1")
	})
}

// While Telegram is away for an hour, nobody is given up.
func TestTelegramIsAway(t *testing.T) {
	inWorld(t, func(w *world) {
		w.people(20)
		away := w.began.Add(time.Hour)
		w.carry = func(chat string, next func() (*http.Response, error)) (*http.Response, error) {
			if time.Now().Before(away) {
				return nil, errDial
			}
			return next()
		}
		w.begin()
		w.run("p")
		w.pass(time.Hour + 5*time.Minute)
		w.stands("left 0 underway 0 sent 20 refused 0 unknown 0 chatless 0 gone 0")
		w.hears(20)
	})
}

// Nobody more is told after a stop.
func TestStop(t *testing.T) {
	inWorld(t, func(w *world) {
		w.people(100)
		w.begin()
		w.run("p")
		w.pass(3 * time.Second)
		before := w.progress().Sent
		if err := w.casts.Stop(w.ctx, time.Now(), theCast().ID); err != nil {
			t.Fatal(err)
		}
		w.pass(time.Minute)
		p := w.progress()
		if before == 0 || p.Sent > before+1 || p.Left != 100-p.Sent || !p.Stopped || !p.Finished {
			t.Errorf("%d before, then %+v", before, p)
		}
		if last := w.shown[len(w.shown)-1]; !last.Stopped || !last.Finished {
			t.Errorf("shown last: %+v", last)
		}
	})
}

// A stop is heard while the same person is tried again and again; nothing is
// unknown then.
func TestStopWhileNothingCanBeSent(t *testing.T) {
	for name, fault := range map[string]emulator.Fault{
		"silence": {Method: "sendMessage", Times: 99, Status: 429, RetryAfter: 300},
		"trouble": {Method: "sendMessage", Times: 99, Status: 500},
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				w.people(5)
				w.telegram.Fault(fault)
				w.begin()
				w.run("p")
				w.pass(10 * time.Second)
				w.casts.Stop(w.ctx, time.Now(), theCast().ID)
				w.pass(2 * time.Second)
				w.stands("left 5 underway 0 sent 0 refused 0 unknown 0 chatless 0 gone 0")
				if !w.progress().Finished {
					t.Error("not finished")
				}
			})
		})
	}
}

// A process that is told to end finishes the message that is under way; the
// next goes on at once, and nothing is unknown.
func TestGracefulEnd(t *testing.T) {
	for name, takes := range map[string]time.Duration{"at once": 0, "slowly": 3 * time.Second} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				w.people(20)
				w.carry = func(chat string, next func() (*http.Response, error)) (*http.Response, error) {
					time.Sleep(takes)
					return next()
				}
				w.begin()
				p := w.run("p")
				w.pass(1500 * time.Millisecond)
				p.stop()
				w.pass(takes)
				before := w.progress()
				if before.Underway != 0 || before.Sent == 0 || before.Left == 0 {
					t.Errorf("at the end of the process: %+v", before)
				}
				w.run("q")
				w.pass(3*time.Second + takes)
				if after := w.progress(); after.Sent == before.Sent {
					t.Errorf("the next does not go on: %+v", after)
				}
				w.pass(90 * time.Second)
				w.stands("left 0 underway 0 sent 20 refused 0 unknown 0 chatless 0 gone 0")
				w.hears(20)
			})
		})
	}
}

// A process that ends while it waits gives the person back.
func TestGracefulEndWhileNothingCanBeSent(t *testing.T) {
	inWorld(t, func(w *world) {
		w.people(3)
		w.telegram.Fault(emulator.Fault{Method: "sendMessage", Status: 429, RetryAfter: 30})
		w.begin()
		p := w.run("p")
		w.pass(5 * time.Second)
		p.stop()
		w.pass(6 * time.Second)
		w.stands("left 3 underway 0 sent 0 refused 0 unknown 0 chatless 0 gone 0")
	})
}

// Of two processes, one sends, also while a message takes its time. When it
// hangs, the other takes over; what the first had under way was unknown
// meanwhile.
func TestAProcessThatHangs(t *testing.T) {
	inWorld(t, func(w *world) {
		w.people(30)
		hang := true
		w.carry = func(chat string, next func() (*http.Response, error)) (*http.Response, error) {
			if chat == "12" && hang {
				hang = false
				time.Sleep(55 * time.Second)
			}
			return next()
		}
		w.begin()
		p := w.process("p")
		p.run()
		w.pass(1200 * time.Millisecond)
		w.run("q")
		w.pass(2 * term)
		w.stands("left 26 underway 1 sent 3 refused 0 unknown 0 chatless 0 gone 0")
		w.memory.Set("{visitbot:4242}:caster", "q") // p was suspended, as it were
		w.pass(10 * time.Second)
		w.stands("left 0 underway 0 sent 29 refused 0 unknown 1 chatless 0 gone 0")
		w.names(broadcast.FateUnknown, "tg:12")
		w.pass(50 * time.Second)
		w.stands("left 0 underway 0 sent 30 refused 0 unknown 0 chatless 0 gone 0")
		w.hears(30)
	})
}

// A letter that cannot be made, and a screen that cannot be shown, harm nobody
// else.
func TestPanics(t *testing.T) {
	inWorld(t, func(w *world) {
		w.people(9)
		p := w.process("p")
		p.Letter = func(c broadcast.Cast, lang catalogue.Language) render.Letter {
			if lang == catalogue.Ukrainian {
				panic("private")
			}
			return letter(c, lang)
		}
		p.Show = func(context.Context, broadcast.Cast, broadcast.Progress) { panic("private") }
		w.begin()
		p.run()
		w.pass(time.Minute)
		w.stands("left 0 underway 0 sent 6 refused 3 unknown 0 chatless 0 gone 0")
		w.hears(9, 2, 5, 8)
		if log := w.log.String(); !strings.Contains(log, "panic with a string") || strings.Contains(log, "private") {
			t.Error(log)
		}
	})
}

// A cast that cannot be read is stopped, and the next is sent.
func TestACastThatCannotBeRead(t *testing.T) {
	inWorld(t, func(w *world) {
		w.people(3)
		w.begin()
		other := theCast()
		other.ID = "other"
		w.casts.Create(w.ctx, other, broadcast.Audience{All: true})
		w.casts.Start(w.ctx, time.Now().Add(time.Second), other.ID)
		w.client().HSet(w.ctx, "{visitbot:4242}:cast:"+theCast().ID, "text:en", "damaged")
		w.run("p")
		w.pass(time.Minute)
		w.hears(3)
		if !w.progress().Stopped || strings.Count(w.log.String(), "level=ERROR") != 1 {
			t.Errorf("%+v\n%s", w.progress(), w.log.String())
		}
	})
}

// Casts are sent in the order in which they were started.
func TestCastsComeInOrder(t *testing.T) {
	inWorld(t, func(w *world) {
		w.people(3)
		for i, id := range []string{"b", "a", "c"} {
			c := theCast()
			c.ID, c.Texts = id, nil
			c.Texts = theCast().Texts
			c.Texts["en"] = c.Texts["en"] + " " + name(i)
			err := errors.Join(w.casts.Create(w.ctx, c, broadcast.Audience{All: true}), w.casts.Start(w.ctx, time.Now().Add(time.Duration(i)*time.Millisecond), id))
			if err != nil {
				t.Fatal(err)
			}
		}
		w.run("p")
		w.pass(time.Minute)
		if got := texts(w.telegram, 3); !slices.Equal(got, []string{"The bus is late. P0", "The bus is late. P1", "The bus is late. P2"}) {
			t.Errorf("heard %q", got)
		}
	})
}

// Whoever dies at whichever of its calls, before or after it took effect:
// nobody hears it twice, and at most one does not know.
func TestAProcessThatDiesAtAnyCall(t *testing.T) {
	const crowd = 4
	ends := 0
	inWorld(t, func(w *world) { // how many calls a process makes that lives
		w.people(crowd)
		w.begin()
		p := w.run("p")
		w.pass(5 * time.Second)
		ends = len(p.calls)
	})
	if ends < 4*crowd {
		t.Fatalf("only %d calls", ends)
	}
	unknown := 0
	for _, meets := range []fate{diesBefore, diesAfter, losesReply} {
		for at := 1; at <= ends; at++ {
			inWorld(t, func(w *world) {
				w.people(crowd)
				w.begin()
				p := w.process("p")
				p.meets = func(call int) fate {
					if call == at {
						return meets
					}
					return fares
				}
				p.run()
				w.run("q")
				w.pass(time.Minute)
				w.accounts(crowd, fmt.Sprint(meets, " ", at, " of ", p.calls))
				unknown += w.progress().Unknown
			})
		}
	}
	if unknown < crowd {
		t.Errorf("only %d were ever unknown: the deaths were too harmless", unknown)
	}
}

// accounts checks that the figures and the report are right about everybody.
func (w *world) accounts(crowd int, when string) {
	w.Helper()
	p, unknown := w.progress(), report(w.T, w.casts)[broadcast.FateUnknown]
	if !p.Finished || p.Left+p.Underway+p.Refused > 0 || p.Sent+p.Unknown != crowd || len(unknown) != p.Unknown || p.Unknown > 1 {
		w.Errorf("%s: %+v, unknown are %q\n%s", when, p, unknown, w.log.String())
	}
	for id := 1; id <= crowd; id++ {
		got := len(texts(w.telegram, id))
		if known := !slices.Contains(unknown, fmt.Sprint("tg:", id)); got > 1 || got == 0 && known {
			w.Errorf("%s: %d hears it %d times", when, id, got)
		}
	}
	if ids, _ := w.casts.Started(context.Background()); len(ids) > 0 {
		w.Errorf("%s: still to be worked off: %q", when, ids)
	}
}
