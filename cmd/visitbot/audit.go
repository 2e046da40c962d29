package main

import (
	"context"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/caarlos0/env/v11"

	"visitbot/bot/conversation"
	"visitbot/bot/seats"
	"visitbot/store"
)

const auditExplained = `Recounts what is stored of a bot: claims against counters and capacities, one seat
a person, offers against places, the journal against the claims. Prints a line for
each visit and what does not agree, and exits with 1 if anything does not; dead
letters, messages that could not be delivered, are only counted. It reads
the same settings as serve and may run beside it: TELEGRAM_TOKEN (of which only the
bot's number is used), REDIS_URL or DATA_DIR, CATALOGUE, DATA_KEY_FILE.`

// runAudit prints what an audit finds.
func runAudit(ctx context.Context, args []string, out io.Writer) error {
	set := newFlags("audit", out, auditExplained)
	if err := parse(set, args, 0); err != nil {
		return err
	}
	s, problems := readSettings(env.ToMap(os.Environ()))
	if problems = inOrder(append(problems, s.check()...)); len(problems) > 0 {
		return usageError{settingsError(problems)}
	}
	report, dead, err := s.audit(ctx)
	if err != nil {
		return err
	}
	writeReport(out, report, dead)
	if !report.Clean() {
		return errSaid
	}
	return nil
}

// audit opens what serve keeps, recounts it, and counts the dead letters.
func (s settings) audit(ctx context.Context) (report seats.Report, dead int64, err error) {
	live, fail := context.WithCancelCause(ctx)
	defer fail(nil)
	h := &host{settings: s, log: s.logger(os.Stderr), fail: fail}
	defer h.close()
	if err := h.loadCatalogue(time.Now()); err != nil {
		return report, 0, err
	}
	if h.RedisURL == "" {
		h.RedisURL = runningPrivateRedis(h.DataDir)
	}
	if err := h.openRedis(live, false); err != nil {
		return report, 0, err
	}
	seal, err := s.existingSeal()
	if err != nil {
		return report, 0, err
	}
	bot, _, _ := strings.Cut(s.Token, ":")
	st, err := store.New(live, h.redis, store.Options{Bot: bot, Seal: seal, Log: h.log, House: conversation.House(h.catalogue)})
	if err != nil {
		return report, 0, err
	}
	if report, err = st.Audit(live); err != nil {
		return report, 0, err
	}
	dead, err = st.Dead(live)
	return report, dead, err
}

// existingSeal is the data key that there is; an audit makes none.
func (s settings) existingSeal() (*store.Seal, error) {
	if _, err := os.Stat(s.keyFile()); err != nil {
		return nil, fmt.Errorf("there is no data key to audit with: %w", plain(err))
	}
	return store.LoadSeal(s.keyFile())
}

// runningPrivateRedis is the address of the private redis-server of a serve
// that runs now, or nothing.
func runningPrivateRedis(dataDir string) string {
	dir, err := redisFolder(dataDir)
	if err != nil {
		return ""
	}
	lock, err := tryLock(filepath.Join(dir, "serve.lock"))
	if err == nil {
		lock.Close() // nobody serves
		return ""
	}
	return (&url.URL{Scheme: "unix", Path: filepath.Join(dir, "redis.sock")}).String()
}

func writeReport(out io.Writer, report seats.Report, dead int64) {
	for _, v := range report.Visits {
		fmt.Fprintln(out, v)
		for _, drift := range v.Drift {
			fmt.Fprintln(out, "  "+drift)
		}
	}
	for _, drift := range report.Drift {
		fmt.Fprintln(out, drift)
	}
	if dead > 0 {
		fmt.Fprintln(out, count(int(dead), "dead letter")+": messages that could not be delivered")
	}
}
