package delivery

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"visitbot/bot/conversation"
	"visitbot/bot/seats"
)

// slowly takes its time in some chats.
func slowly(d time.Duration, chats ...int64) func(context.Context, act) error {
	return func(ctx context.Context, a act) error {
		if slices.Contains(chats, a.chat) && !sleep(ctx, d) {
			return ctx.Err()
		}
		return nil
	}
}

func TestSlowChatsKeepNobodyElseWaiting(t *testing.T) {
	inWorld(t, func(w *world) {
		w.chats.hear = slowly(25*time.Second, 1, 2, 3)
		for n := range 100 {
			w.outbox.owe(ticket(n))
		}
		w.run("p")
		w.pass(time.Second)
		if left := w.outbox.left(); !slices.Equal(left, []string{"1", "2", "3"}) {
			t.Errorf("still owed while three chats are slow: %q", left)
		}
		w.pass(25 * time.Second)
		w.settled()
	})
}

func TestOnlySoManyAreServedSideBySide(t *testing.T) {
	inWorld(t, func(w *world) {
		w.chats.hear = func(ctx context.Context, _ act) error { sleep(ctx, time.Second); return nil }
		for n := range 5 * page {
			w.outbox.owe(ticket(n))
		}
		w.run("p")
		w.pass(10 * time.Second)
		w.settled()
		if w.chats.most != page {
			t.Errorf("%d at once, want %d", w.chats.most, page)
		}
	})
}

// A person's notices stay in order, whichever reads bring them.
func TestOnePersonIsServedInOrder(t *testing.T) {
	inWorld(t, func(w *world) {
		w.chats.hear = slowly(3*time.Second, 7)
		w.outbox.owe(void(7, "a", 1), ticket(8), void(7, "b", 2))
		w.run("p")
		w.pass(time.Second)
		w.outbox.owe(void(7, "c", 3))
		w.pass(time.Second)
		w.outbox.owe(ticket(7), void(7, "d", 4), ticket(9))
		w.pass(time.Second)
		if len(w.chats.heard(8)) != 1 || len(w.chats.heard(9)) != 1 {
			t.Error("others waited")
		}
		w.pass(15 * time.Second)
		w.settled()
		if got := w.chats.heard(7); !slices.Equal(got, []string{"a/1", "b/2", "c/3", "7", "d/4"}) {
			t.Errorf("heard %q", got)
		}
	})
}

// What can never be said leaves the outbox at once.
func TestWhatCanNeverBeSaid(t *testing.T) {
	tests := []struct {
		name  string
		spoil func(w *world)
		owed  seats.Notice
		tries int
		why   Why
		logs  []string
	}{
		{"no letter can be written", func(w *world) {
			w.writer.ticket = func(conversation.Reply) error { return fmt.Errorf("the visit is gone") }
		}, ticket(7), 0, WhyBroken, []string{"ERROR", "the visit is gone", "kind=ticket", "notice=7"}},
		{"the bot is blocked", func(w *world) {
			w.chats.hear = func(context.Context, act) error { return errBlocked }
		}, ticket(7), 1, WhyRefused, []string{"ERROR", "blocked", "notice=7"}},
		{"no such kind", func(*world) {}, seats.Notice{Kind: "riddle", Person: person(7), Code: "x"}, 0, WhyBroken, []string{"ERROR", "kind=riddle"}},
		{"a letter to who blocked the bot", func(w *world) {
			w.chats.hear = func(context.Context, act) error { return errBlocked }
		}, letter(7), 1, WhyRefused, []string{"ERROR", "kind=offer"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				test.spoil(w)
				w.outbox.owe(test.owed)
				w.run("p")
				w.pass(time.Second)
				w.settled()
				if got := len(w.chats.times(7)); got != test.tries {
					t.Errorf("tried %d times, want %d", got, test.tries)
				}
				w.logs(test.logs...)
				w.buriedAs(test.owed.Code, test.why)
			})
		})
	}
}

// buriedAs checks why a notice is among the dead letters; "" for none.
func (w *world) buriedAs(id string, want Why) {
	w.Helper()
	if got := w.outbox.buried[id]; got != want {
		w.Errorf("%s is buried as %q, want %q", id, got, want)
	}
}

// What is true no more, and what is owed to somebody whom Telegram does not
// know, is settled without a word.
func TestWhatNeedsNotBeSaid(t *testing.T) {
	inWorld(t, func(w *world) {
		old := ticket(7)
		old.Code = "old"
		untrue := letter(8)
		untrue.Visit = "untrue"
		w.outbox.owe(untrue)
		w.outbox.owe(old, seats.Notice{Kind: seats.KindTicket, Person: "desk:7", Code: "desk:7"})
		w.run("p")
		w.pass(time.Second)
		w.settled()
		if len(w.chats.acts) != 0 || w.log.String() != "" {
			t.Errorf("said %v, logged %q", w.chats.acts, w.log.String())
		}
	})
}

// What may have arrived is sent once more, marked, and then no more.
func TestAnUnknownFate(t *testing.T) {
	for name, owed := range map[string]seats.Notice{"ticket": ticket(7), "letter": letter(7)} {
		for lost, want := range map[int]struct {
			heard []string
			why   Why
		}{
			0: {[]string{"7"}, ""},
			1: {[]string{"7", "7 again"}, ""},
			2: {[]string{"7", "7 again"}, WhyUnknown},
		} {
			t.Run(fmt.Sprint(name, lost), func(t *testing.T) {
				inWorld(t, func(w *world) {
					left := lost
					w.chats.hear = func(context.Context, act) error {
						if left--; left >= 0 {
							return errLost
						}
						return nil
					}
					w.outbox.owe(owed)
					w.run("p")
					w.pass(time.Minute)
					w.settled()
					if got := w.chats.heard(7); !slices.Equal(got, want.heard) {
						t.Errorf("heard %q, want %q", got, want.heard)
					}
					w.buriedAs("7", want.why)
				})
			})
		}
	}
}

// What certainly did not arrive is sent again as often as it takes, and is no
// repeat.
func TestWhatDidNotArriveIsNoRepeat(t *testing.T) {
	inWorld(t, func(w *world) {
		left := 4
		w.chats.hear = func(context.Context, act) error {
			if left--; left >= 0 {
				return errBusy
			}
			return nil
		}
		w.outbox.owe(letter(7))
		w.run("p")
		w.pass(time.Minute)
		w.settled()
		if got := w.chats.heard(7); !slices.Equal(got, []string{"7", "7", "7", "7", "7"}) {
			t.Errorf("heard %q", got)
		}
	})
}

// A panic costs the notice it happens in, and nothing else: neither the process
// nor what others are owed. What panicked may hold a name, so it is not logged.
func TestPanics(t *testing.T) {
	const secret = "Ana 0700 000 000"
	once := func() func() error {
		var panicked atomic.Bool
		return func() error {
			if panicked.CompareAndSwap(false, true) {
				panic(secret)
			}
			return nil
		}
	}
	tests := []struct {
		name  string
		spoil func(w *world)
	}{
		{"writer", func(w *world) { w.writer.ticket = func(conversation.Reply) error { panic(secret) } }},
		{"index", func(w *world) {
			w.writer.ticket = func(r conversation.Reply) error { _ = r.Name[len(r.Name)]; return nil }
		}},
		{"chat", func(w *world) { w.chats.hear = func(context.Context, act) error { panic(errBusy) } }},
		{"load", func(w *world) { w.outbox.load = func(context.Context) error { panic(secret) } }},
		{"reached", func(w *world) { w.outbox.reach = func(context.Context) error { panic(secret) } }},
		{"settle", func(w *world) {
			w.writer.ticket = func(conversation.Reply) error { return errBlocked }
			w.outbox.settle = once()
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				test.spoil(w)
				w.outbox.owe(ticket(7), void(7, "later", 1))
				w.run("p")
				w.pass(10 * time.Second)
				w.settled()
				w.logs("ERROR", "panicked", "kind=ticket", "notice=7", "_test.go:")
				if text := w.log.String(); strings.Contains(text, "Ana") || strings.Contains(text, "0700") {
					t.Errorf("the log holds what panicked:\n%s", text)
				}
			})
		})
	}
}

// A store that is away after a ticket was sent hears of it when it is back,
// however long that takes; the ticket is not sent again, not even when its
// notice comes again meanwhile.
func TestASentTicketIsNotSentAgain(t *testing.T) {
	for _, away := range []time.Duration{3 * time.Second, time.Minute, 3 * claimable} {
		t.Run(away.String(), func(t *testing.T) {
			inWorld(t, func(w *world) {
				back := time.Now().Add(away)
				w.outbox.reach = func(context.Context) error {
					if time.Now().Before(back) {
						return errBusy
					}
					return nil
				}
				w.outbox.owe(ticket(7))
				w.run("p")
				w.pass(away + longestPause)
				w.settled()
				if got := w.chats.heard(7); len(got) != 1 {
					t.Errorf("sent %d times", len(got))
				}
				if want := []reached{{"7", "picture of 7", 1001}}; !slices.Equal(w.outbox.reached, want) {
					t.Errorf("the store heard %v, want %v", w.outbox.reached, want)
				}
			})
		})
	}
}

// While the store cannot be told what was sent, no more is sent than there are
// places: that bounds what only this process knows.
func TestWhatIsSentAndNotRecordedIsBounded(t *testing.T) {
	inWorld(t, func(w *world) {
		w.outbox.reach = func(context.Context) error { return errBusy }
		for n := range 5 * page {
			w.outbox.owe(ticket(n))
		}
		w.run("p")
		w.pass(time.Hour)
		if got := len(w.chats.acts); got != page {
			t.Errorf("%d tickets were sent, want %d", got, page)
		}
	})
}

// A void notice goes on where it stopped, and passes over what can never be
// edited.
func TestVoidGoesOnWhereItStopped(t *testing.T) {
	inWorld(t, func(w *world) {
		busy := 2
		w.chats.hear = func(_ context.Context, a act) error {
			switch {
			case a.message == 12 && busy > 0:
				busy--
				return errBusy
			case a.message == 13:
				return errBlocked
			}
			return nil
		}
		w.outbox.owe(void(7, "x", 11, 12, 13, 14))
		w.run("p")
		w.pass(10 * time.Second)
		w.settled()
		if got := w.chats.heard(7); !slices.Equal(got, []string{"x/11", "x/12", "x/12", "x/12", "x/13", "x/14"}) {
			t.Errorf("heard %q", got)
		}
	})
}

// What was said is not said again because it could not be settled at once.
func TestSettlingIsTriedAgain(t *testing.T) {
	inWorld(t, func(w *world) {
		busy := 3
		w.outbox.settle = func() error {
			if busy--; busy >= 0 {
				return errBusy
			}
			return nil
		}
		w.outbox.owe(void(7, "x", 11))
		w.run("p")
		w.pass(10 * time.Second)
		w.settled()
		if got := w.chats.heard(7); len(got) != 1 {
			t.Errorf("heard %q", got)
		}
	})
}

func TestThePauseBetweenTriesGrows(t *testing.T) {
	inWorld(t, func(w *world) {
		w.chats.hear = func(context.Context, act) error { return errBusy }
		w.outbox.owe(ticket(7))
		w.run("p")
		w.pass(claimable - time.Second)
		want := []time.Duration{0, time.Second, 3 * time.Second, 7 * time.Second, 12 * time.Second, 17 * time.Second}
		if got := w.chats.times(7); !slices.Equal(got, want) {
			t.Errorf("tried at %v, want %v", got, want)
		}
		w.chats.behave(nil)
		w.pass(2 * time.Second)
		w.settled()
	})
}

// Nobody acts on a notice longer than Patience after it was taken, whatever
// is slow; so it is never in two processes' hands, and all is said in the end.
func TestNobodyActsOnANoticeBeyondPatience(t *testing.T) {
	inWorld(t, func(w *world) {
		w.chats.behave(func(ctx context.Context, a act) error {
			early := w.outbox.inHand(a)
			<-ctx.Done() // as long as the courier lets it
			if !early || !w.outbox.inHand(a) {
				t.Errorf("at %v %s acted too late on %s", a.at, a.process, a.code)
			}
			return ctx.Err()
		})
		for n := range 2 * page {
			w.outbox.owe(void(n, fmt.Sprintf("%d-a", n), 1), void(n, fmt.Sprintf("%d-b", n), 2), void(n, fmt.Sprintf("%d-c", n), 3))
		}
		w.run("p")
		w.run("q")
		w.pass(time.Hour)
		w.chats.behave(nil)
		w.pass(3 * claimable)
		w.settled()
	})
}

// What waits behind somebody's slow notices is bounded; what does not fit comes
// again.
func TestALaneIsBounded(t *testing.T) {
	inWorld(t, func(w *world) {
		w.chats.behave(func(ctx context.Context, a act) error {
			if a.code == "first" {
				sleep(ctx, 10*time.Second)
			}
			return nil
		})
		w.outbox.owe(void(7, "first", 1))
		w.run("p")
		w.pass(time.Second)
		for n := range 2 * queue {
			w.outbox.owe(void(7, fmt.Sprint("more ", n), 2))
		}
		w.pass(claimable - 2*time.Second)
		if got := len(w.chats.heard(7)); got != 1+queue {
			t.Errorf("heard %d at first, want %d", got, 1+queue)
		}
		w.pass(claimable)
		w.settled()
		if got := len(w.chats.heard(7)); got != 1+2*queue {
			t.Errorf("heard %d, want %d", got, 1+2*queue)
		}
	})
}

// At the end what is under way is finished, and nothing else is begun.
func TestTheEnd(t *testing.T) {
	inWorld(t, func(w *world) {
		w.chats.hear = slowly(20*time.Second, 7)
		w.outbox.owe(ticket(7), void(7, "later", 1))
		stop := w.run("p")
		w.pass(time.Second)
		stop()
		w.outbox.owe(ticket(8))
		w.ran.Wait()
		if got := w.chats.start.Add(20 * time.Second); !time.Now().Equal(got) {
			t.Errorf("ended after %v", time.Since(w.chats.start))
		}
		if left := w.outbox.left(); !slices.Equal(left, []string{"later", "8"}) {
			t.Errorf("left %q", left)
		}
		if len(w.outbox.reached) != 1 {
			t.Error("the store does not know of the ticket that was under way")
		}
	})
}

// A picture that Telegram no longer knows is drawn anew, and known as unknown
// at the next try.
func TestAForgottenPictureIsDrawnAnew(t *testing.T) {
	inWorld(t, func(w *world) {
		w.outbox.reply = func(who seats.Person) conversation.Reply {
			return conversation.Reply{Seat: &seats.Seat{Code: code(who)}, Sent: &seats.Sent{Code: code(who), File: "old"}}
		}
		busy := 1
		w.chats.hear = func(_ context.Context, a act) error {
			if a.picture != "" {
				return errBlocked
			}
			if busy--; busy >= 0 {
				return errBusy
			}
			return nil
		}
		w.outbox.owe(ticket(7))
		w.run("p")
		w.pass(5 * time.Second)
		w.settled()
		var pictures []string
		for _, a := range w.chats.acts {
			pictures = append(pictures, a.picture)
		}
		if !slices.Equal(pictures, []string{"old", "", ""}) {
			t.Errorf("pictures %q", pictures)
		}
		if len(w.outbox.reached) != 1 {
			t.Error("the ticket did not arrive")
		}
	})
}

// A store that cannot be read is asked again.
func TestAStoreThatIsAway(t *testing.T) {
	inWorld(t, func(w *world) {
		busyTwice := func() func() error {
			busy := 2
			return func() error {
				if busy--; busy >= 0 {
					return errBusy
				}
				return nil
			}
		}
		load := busyTwice()
		w.outbox.read, w.outbox.load = busyTwice(), func(context.Context) error { return load() }
		w.outbox.owe(ticket(7))
		w.run("p")
		w.pass(5 * time.Second)
		w.settled()
		w.logs("WARN", "the outbox cannot be read")
		if got := w.chats.times(7); !slices.Equal(got, []time.Duration{5 * time.Second}) || len(w.outbox.reached) != 1 {
			t.Errorf("sent at %v, recorded %v", got, w.outbox.reached)
		}
	})
}

// A store that hangs is given up after a while and asked again.
func TestAStoreThatHangs(t *testing.T) {
	inWorld(t, func(w *world) {
		hangs := true
		w.outbox.reach = func(ctx context.Context) error {
			if hangs {
				hangs = false
				<-ctx.Done()
			}
			return ctx.Err()
		}
		w.outbox.owe(ticket(7))
		w.run("p")
		w.pass(closing + firstPause)
		w.settled()
		if got := w.chats.heard(7); len(got) != 1 {
			t.Errorf("sent %d times", len(got))
		}
	})
}

// What waited so long that this process claimed it anew has its turn when the
// lane goes on.
func TestWhatIsClaimedAnewKeepsItsTurn(t *testing.T) {
	inWorld(t, func(w *world) {
		back := time.Now().Add(claimable + turn/2)
		w.outbox.reach = func(context.Context) error {
			if time.Now().Before(back) {
				return errBusy
			}
			return nil
		}
		w.outbox.owe(ticket(7), void(7, "later", 1))
		w.run("p")
		w.pass(claimable + turn/2 + longestPause)
		w.settled()
		if got := w.chats.heard(7); !slices.Equal(got, []string{"7", "later/1"}) {
			t.Errorf("heard %q", got)
		}
		if strings.Contains(w.log.String(), "given up") {
			t.Errorf("something was given up:\n%s", w.log.String())
		}
	})
}
