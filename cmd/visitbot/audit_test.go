package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"

	"visitbot/bot"
	"visitbot/bot/catalogue"
	"visitbot/bot/conversation"
	"visitbot/bot/seats"
	"visitbot/store"
)

// visitbot audit prints a line for each visit, and fails where something does
// not agree.
func TestAudit(t *testing.T) {
	dir, memory := t.TempDir(), miniredis.RunT(t)
	client := redis.NewClient(&redis.Options{Addr: memory.Addr()})
	defer client.Close()
	for name, value := range map[string]string{
		"TELEGRAM_TOKEN": testToken, "REDIS_URL": "redis://" + memory.Addr(), "DATA_DIR": dir, "CATALOGUE": "", "LOG_LEVEL": "error",
	} {
		t.Setenv(name, value)
	}
	audit := func() (code int, out string) {
		var text, errs strings.Builder
		code = run(t.Context(), []string{"audit"}, &text, &errs)
		return code, text.String() + errs.String()
	}
	if code, out := audit(); code != exitFailed || !strings.Contains(out, "no data key") {
		t.Errorf("without a data key: %d %s", code, out)
	}
	seal, err := store.LoadSeal(filepath.Join(dir, "data.key"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.New(t.Context(), client, store.Options{Bot: "4242", Seal: seal, House: conversation.House(catalogue.Shipped())})
	if err != nil {
		t.Fatal(err)
	}
	hold := bot.Commit{Person: "tg:7", At: before, Next: "v1", Tongue: "uk", Request: conversation.Request{Ask: seats.Request{Act: seats.ActHold, Visit: "romexpo"}}}
	if _, err := s.Commit(t.Context(), hold); err != nil {
		t.Fatal(err)
	}
	if code, out := audit(); code != 0 || !strings.Contains(out, "romexpo 1/20, 0 waiting, 0 drift\n") || strings.Count(out, "\n") != 6 {
		t.Errorf("%d\n%s", code, out)
	}
	client.XAdd(t.Context(), &redis.XAddArgs{Stream: "{visitbot:4242}:dead", Values: []string{"kind", "offer"}})
	if code, out := audit(); code != 0 || !strings.Contains(out, "\n1 dead letter: ") {
		t.Errorf("%d\n%s", code, out)
	}
	client.HIncrBy(t.Context(), "{visitbot:4242}:taken", "romexpo", 1)
	if code, out := audit(); code != exitFailed || !strings.Contains(out, "romexpo 1/20, 0 waiting, 1 drift\n  the counter says 2, the claims are 1\n") {
		t.Errorf("%d\n%s", code, out)
	}
}
