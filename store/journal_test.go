package store

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"visitbot/bot/conversation"
	"visitbot/bot/seats"
)

// The journal says when, why, in which operation, by whom and whose claim
// changed how, and names nobody.
func TestTheJournal(t *testing.T) {
	onServers(t, func(t *testing.T, client redis.UniversalClient) {
		s := newStore(t, client)
		seated(t, s)
		must[conversation.Reply](t)(s.Commit(ctx, commitOf("v3", seats.Request{Act: seats.ActHold, Visit: "romexpo"})))
		if _, _, err := s.CheckIn(ctx, operation("op9", "tg:9", start.Add(time.Minute)), "K7M4QX", 1); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Sweep(ctx, start.Add(5*time.Minute), nil); err != nil {
			t.Fatal(err)
		}
		pens := client.HGetAll(ctx, s.keys.pens()).Val()
		var lines []string
		for _, m := range client.XRange(ctx, s.keys.journal(), "-", "+").Val() {
			at := instant(field(m, "at")).Sub(start)
			line := fmt.Sprintln(at, field(m, "cause"), field(m, "op"), field(m, "by"), field(m, "who"), field(m, "change"))
			for who, pen := range pens {
				line = strings.ReplaceAll(line, pen, "("+who+")")
			}
			lines = append(lines, line)
		}
		want := []string{
			"0s hold v1 self (tg:7) hold smile 1\n",
			"0s confirm v2 self (tg:7) hold -; seat smile 1\n",
			"0s hold v3 self (tg:7) hold romexpo 1\n",
			"1m0s checkin op9 (tg:9) (tg:7) came 1\n",
			"5m0s expiry  clock (tg:7) hold -\n",
		}
		if got := strings.Join(lines, ""); got != strings.Join(want, "") {
			t.Errorf("got\n%swant\n%s", got, strings.Join(want, ""))
		}
		for who, pen := range pens {
			if strings.Contains(pen, strings.TrimPrefix(who, "tg:")+"|") || len(pen) != 12 {
				t.Errorf("%s writes as %q", who, pen)
			}
		}
	})
}
