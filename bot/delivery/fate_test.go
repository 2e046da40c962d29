package delivery

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"visitbot/bot/seats"
)

// A store that counted a try and could neither answer nor take it back counts
// it once, however often that happens: nothing was sent, so nothing is lost and
// nothing is a repeat.
func TestWhatWasCountedAndNotSentIsNoRepeat(t *testing.T) {
	inWorld(t, func(w *world) {
		busy := 4
		w.outbox.load = func(context.Context) error {
			if busy--; busy >= 0 {
				return errBusy
			}
			return nil
		}
		w.outbox.miss = func() error { return errBusy }
		w.outbox.owe(letter(7))
		w.run("p")
		w.pass(time.Minute)
		w.settled()
		w.buriedAs("7", "")
		if got := w.chats.heard(7); !slices.Equal(got, []string{"7"}) {
			t.Errorf("heard %q", got)
		}
	})
}

// A try that was given up before anything was sent is taken back, even where it
// took all the time there was: to the next process it is no repeat.
func TestWhatIsGivenUpUnsentIsNoRepeat(t *testing.T) {
	hangs := func(ctx context.Context) error { <-ctx.Done(); return errBusy }
	for name, spoil := range map[string]func(w *world){
		"the store hangs": func(w *world) { w.outbox.load = hangs },
		"Telegram hangs":  func(w *world) { w.chats.behave(func(ctx context.Context, _ act) error { return hangs(ctx) }) },
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				spoil(w)
				w.outbox.owe(letter(7))
				stop := w.run("p")
				w.pass(speech + time.Second)
				if n := len(w.outbox.tries["7"]); n != 0 {
					t.Errorf("%d tries are left on the count", n)
				}
				stop()
				w.ran.Wait()
				w.outbox.load = nil
				w.chats.behave(nil)
				w.chats.acts = nil
				w.run("q")
				w.pass(2 * claimable)
				w.settled()
				if got := w.chats.heard(7); !slices.Equal(got, []string{"7"}) {
					t.Errorf("heard %q", got)
				}
			})
		})
	}
}

// What two processes may have sent is not sent a third time, and is buried if
// it is still true.
func TestWhatMayHaveArrivedTwiceIsNotSentAgain(t *testing.T) {
	untrueTicket, untrueLetter := ticket(8), letter(8)
	untrueTicket.Code, untrueLetter.Visit = "old", "untrue"
	for name, test := range map[string]struct {
		owed seats.Notice
		why  Why
	}{
		"ticket": {ticket(7), WhyUnknown}, "letter": {letter(7), WhyUnknown},
		"untrue ticket": {untrueTicket, ""}, "untrue letter": {untrueLetter, ""},
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				w.outbox.tries[test.owed.Code] = []string{"of p", "of q"}
				w.outbox.owe(test.owed)
				w.run("r")
				w.pass(time.Second)
				w.settled()
				w.buriedAs(test.owed.Code, test.why)
				if len(w.chats.acts) > 0 {
					t.Errorf("heard %v", w.chats.acts)
				}
			})
		})
	}
}

// A process that slept while another settled what it had taken says nothing.
func TestWhatAnotherHasSettledIsNotSaid(t *testing.T) {
	inWorld(t, func(w *world) {
		w.chats.hear = slowly(3*time.Second, 7)
		w.outbox.owe(void(7, "first", 1), letter(7))
		w.run("p")
		w.pass(time.Second)
		w.outbox.drop("7")
		w.pass(10 * time.Second)
		w.settled()
		if got := w.chats.heard(7); !slices.Equal(got, []string{"first/1"}) {
			t.Errorf("heard %q", got)
		}
		if w.log.String() != "" {
			t.Errorf("there was trouble:\n%s", w.log.String())
		}
	})
}

// A store that is away after a letter was sent hears of it when it is back; the
// letter is not sent again meanwhile.
func TestASentLetterIsNotSentAgain(t *testing.T) {
	inWorld(t, func(w *world) {
		back := time.Now().Add(3 * claimable)
		w.outbox.settle = func() error {
			if time.Now().Before(back) {
				return errBusy
			}
			return nil
		}
		w.outbox.owe(letter(7))
		w.run("p")
		w.pass(3*claimable + longestPause)
		w.settled()
		if got := w.chats.heard(7); !slices.Equal(got, []string{"7"}) {
			t.Errorf("heard %q", got)
		}
	})
}

// People who blocked the bot cost nobody else any time, however many they are
// and however much they are owed; all of that is buried.
func TestWhoBlockedTheBotDelaysNobody(t *testing.T) {
	const blocked = 3 * page
	inWorld(t, func(w *world) {
		w.chats.hear = func(_ context.Context, a act) error {
			if a.chat < blocked {
				return errBlocked
			}
			return nil
		}
		for n := range blocked {
			for i := range 3 {
				owed := letter(n)
				owed.Code = fmt.Sprintf("%d-%d", n, i)
				w.outbox.owe(owed)
			}
		}
		w.outbox.owe(letter(blocked))
		w.run("p")
		w.pass(0)
		w.settled()
		if got := len(w.chats.heard(blocked)); got != 1 || len(w.outbox.buried) != 3*blocked {
			t.Errorf("heard %d times, %d are buried", got, len(w.outbox.buried))
		}
	})
}
