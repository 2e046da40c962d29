package telegram

import (
	"context"
	"slices"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"visitbot/bot/render"
)

// A limiter answers 429 to the chats of its list, once each, and notes when
// each chat was spoken to.
type limiter struct {
	mu    sync.Mutex
	chats map[string]int // seconds of silence wanted
	spoke map[string][]time.Time
}

func (l *limiter) answer(_ context.Context, c call) (int, string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	chat := c.params["chat_id"]
	l.spoke[chat] = append(l.spoke[chat], time.Now())
	if seconds := l.chats[chat]; seconds > 0 {
		delete(l.chats, chat)
		return 429, hush(seconds)
	}
	return 200, good(message)
}

func limited(chats ...int) *limiter {
	l := &limiter{chats: map[string]int{}, spoke: map[string][]time.Time{}}
	for _, chat := range chats {
		l.chats[strconv.Itoa(chat)] = 5
	}
	return l
}

// delays sends a letter to the chats, one after the other and without waiting
// for each other, and returns how late the one to the last chat arrived.
func delays(t *testing.T, l *limiter, last int64, chats ...int64) time.Duration {
	m, _ := messenger(t, l.answer)
	start := time.Now()
	var all sync.WaitGroup
	for _, chat := range append(slices.Clone(chats), last) {
		all.Go(func() {
			if _, err := m.Send(t.Context(), chat, render.Letter{Text: "x"}); err != nil {
				t.Errorf("chat %d: %v", chat, err)
			}
		})
		synctest.Wait()
	}
	all.Wait()
	spoke := l.spoke[strconv.FormatInt(last, 10)]
	return spoke[len(spoke)-1].Sub(start)
}

func TestOneChatIsSilencedAlone(t *testing.T) {
	tests := []struct {
		name    string
		limited []int
		want    time.Duration // delay of chat 9
	}{
		{"nobody is silenced", nil, 0},
		{"the chat itself", []int{9}, 5 * time.Second},
		{"another", []int{1}, 0},
		{"three others", []int{1, 2, 3}, 0},
		{"four others: everybody", []int{1, 2, 3, 4}, 5 * time.Second},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				if late := delays(t, limited(test.limited...), 9, 1, 2, 3, 4); late != test.want {
					t.Errorf("chat 9 was spoken to after %v, want %v", late, test.want)
				}
			})
		})
	}
}

func TestRefusalsFarApartSilenceNobodyElse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPace()
		for chat := range int64(6) {
			p.refused(chat, 30*time.Second)
			time.Sleep(crowdIn + time.Millisecond)
		}
		if left := p.left(99); left > 0 {
			t.Errorf("everybody has to wait %v", left)
		}
		if left := p.left(5); left <= 0 {
			t.Error("the chat refused last may speak already")
		}
	})
}

// After a silence of everybody, a crowd leaves one after the other.
func TestACrowdQueues(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPace()
		for chat := range int64(5) {
			p.refused(chat, time.Second)
		}
		start := time.Now()
		var crowd sync.WaitGroup
		var mu sync.Mutex
		spoke := map[time.Duration]int{}
		for chat := range int64(100) {
			crowd.Go(func() {
				if err := p.wait(t.Context(), "sendMessage", 100+chat); err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				spoke[time.Since(start)]++
			})
		}
		crowd.Wait()
		if len(spoke) != 100 || spoke[time.Second] != 1 || spoke[time.Second+99*step] != 1 {
			t.Errorf("they spoke at %v", spoke)
		}
		time.Sleep(step)
		if err := p.wait(t.Context(), "sendMessage", 7); err != nil || time.Since(start) != time.Second+100*step {
			t.Errorf("after the crowd one has to wait until %v: %v", time.Since(start), err)
		}
	})
}

func TestOldRefusalsAreForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPace()
		for chat := range int64(100) {
			p.refused(chat, time.Second)
			time.Sleep(3 * time.Second)
		}
		if len(p.chats) > 1 {
			t.Errorf("%d refusals are remembered", len(p.chats))
		}
	})
}

// Answers to presses do not count at Telegram, and are never held up.
func TestPressIsAnsweredDuringSilence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, f := messenger(t, always(200, good("true")))
		for chat := range int64(10) {
			m.pace.refused(chat, 40*time.Second)
		}
		start := time.Now()
		if err := m.Answer(t.Context(), "q", "", false); err != nil || len(f.seen()) != 1 || time.Since(start) != 0 {
			t.Errorf("answered after %v with %d calls: %v", time.Since(start), len(f.seen()), err)
		}
	})
}

func TestSilenceIsWaitedForWithinBounds(t *testing.T) {
	tests := []struct {
		name     string
		silence  int
		deadline time.Duration
		waited   time.Duration
		calls    int
	}{
		{"longer than patience", 3600, time.Hour * 2, 0, 1},
		{"longer than the deadline", 30, 10 * time.Second, 0, 1},
		{"again and again", 4, time.Hour, 4 * (attempts - 1) * time.Second, attempts},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				m, f := messenger(t, always(429, hush(test.silence)))
				ctx, cancel := context.WithTimeout(t.Context(), test.deadline)
				defer cancel()
				start := time.Now()
				_, err := m.Send(ctx, 1, render.Letter{Text: "x"})
				wait, ok := RetryAfter(err)
				if !ok || wait != time.Duration(test.silence)*time.Second {
					t.Errorf("RetryAfter(%v) = %v, %v", err, wait, ok)
				}
				if time.Since(start) != test.waited || len(f.seen()) != test.calls {
					t.Errorf("waited %v over %d calls, want %v over %d", time.Since(start), len(f.seen()), test.waited, test.calls)
				}
			})
		})
	}
}

func TestWaitingEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, f := messenger(t, always(200, good(message)))
		m.pace.refused(1, 30*time.Second)
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		_, err := m.Send(ctx, 1, render.Letter{Text: "x"})
		check(t, "given up", err, KindUnavailable)
		if len(f.seen()) != 0 {
			t.Error("it was sent")
		}
	})
}
