package store

import (
	"cmp"
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"visitbot/bot"
	"visitbot/bot/catalogue"
	"visitbot/bot/conversation"
	"visitbot/bot/seats"
)

// Load returns the talk as it is and what the person holds.
func (s *Store) Load(ctx context.Context, who seats.Person, at time.Time) (conversation.Reply, error) {
	look := bot.Commit{Person: who, At: at, Request: conversation.Request{Ask: seats.Request{Act: seats.ActNothing}}}
	return s.run(ctx, look, "look", sealedTexts{mode: "none"})
}

// Commit carries a request out, all of it or nothing.
func (s *Store) Commit(ctx context.Context, c bot.Commit) (conversation.Reply, error) {
	texts, err := s.sealTexts(c)
	if err != nil {
		return conversation.Reply{}, err
	}
	move := "move"
	if c.Still {
		move = "still"
	}
	return s.run(ctx, c, move, texts)
}

func (s *Store) run(ctx context.Context, c bot.Commit, move string, texts sealedTexts) (conversation.Reply, error) {
	values, err := commitScript.Run(ctx, s.redis, s.keys.ofCommit(c.Person), s.commitArgs(c, move, texts)...).StringSlice()
	if err != nil {
		return conversation.Reply{}, fmt.Errorf("store: commit: %w", err)
	}
	return s.reply(c.Person, c.At, values)
}

// commitArgs are the ARGV of commit.lua, in its order.
func (s *Store) commitArgs(c bot.Commit, move string, texts sealedTexts) []any {
	ask := c.Ask
	screen := ""
	if c.Screen != 0 {
		screen = strconv.Itoa(c.Screen)
	}
	args := []any{
		millis(c.At), string(c.Person), c.Operation, fingerprint(c.Request), c.Expect, c.Next, move,
		string(cmp.Or(ask.Act, seats.ActNothing)), ask.Visit, ask.Party, ask.Capacity, ask.Keep.Milliseconds(), ask.Code, ask.Token,
		string(c.Language), string(c.Tongue), string(conversation.StageVisits), screen,
		s.opts.Brief.Milliseconds(), s.termAt(c.At).Milliseconds(),
		texts.mode, texts.key, texts.name, texts.remark,
	}
	for outcome, place := range c.Then {
		args = append(args, string(outcome), string(place.Stage), place.Subject)
	}
	return args
}

// fingerprint says what an operation is about: the same id with another
// fingerprint is not a repeat.
func fingerprint(r conversation.Request) string {
	return string(r.Ask.Act) + "|" + r.Ask.Visit + "|" + strconv.Itoa(r.Ask.Party)
}

// replyFields is how many values commit.lua returns before the counters.
const replyFields = 16

// reply reads what commit.lua returns.
func (s *Store) reply(who seats.Person, at time.Time, v []string) (conversation.Reply, error) {
	if len(v) < replyFields {
		return conversation.Reply{}, fmt.Errorf("store: commit: %d values in the answer", len(v))
	}
	s.watchClock(at, instant(v[14]))
	reply := conversation.Reply{
		Result: seats.Result{Outcome: seats.Outcome(v[0]), Left: v[1]},
		Again:  v[2] != "",
		Talk: conversation.Talk{
			Place:    conversation.Place{Stage: conversation.Stage(v[3]), Subject: v[4]},
			Nonce:    v[5],
			Language: catalogue.Language(v[6]),
			Screen:   number(v[7]),
		},
		Seat: readSeat(v[8]), Hold: readHold(v[9]), Sent: readSent(v[10]),
		Key:    v[11],
		Former: number(v[15]),
		Taken:  readCounters(v[replyFields:]),
	}
	reply.Name, reply.Remark = s.readTexts(who, v[11], v[12], v[13])
	return reply, nil
}

// readTexts opens a person's texts. What does not open is as good as not
// there: the commit has happened, and the person is to have an answer.
func (s *Store) readTexts(who seats.Person, key, name, remark string) (conversation.Private, conversation.Private) {
	if key == "" {
		return "", ""
	}
	opened, kept, err := s.openTexts(who, key, name, remark)
	if err != nil {
		s.opts.Log.Error("a person's name or remark cannot be read", "error", err)
	}
	return opened, kept
}

// ahead is how far the clocks of two hosts may differ unnoticed.
const ahead = time.Minute

// watchClock says when some host's clock was far ahead: time stands still for
// all until it is that late, and holds do not run out.
func (s *Store) watchClock(mine, latest time.Time) {
	if latest.Sub(mine) > ahead {
		s.skew.Do(func() {
			s.opts.Log.Error("the clock of this host is behind the latest time seen: set the clocks of all hosts right, then delete the key",
				"behind", latest.Sub(mine), "key", s.keys.clock())
		})
	}
}

func readSeat(value string) *seats.Seat {
	f := strings.Split(value, "|")
	if len(f) != 5 {
		return nil
	}
	return &seats.Seat{Visit: f[0], Party: number(f[1]), Since: instant(f[2]), Code: f[3], Token: f[4]}
}

func readHold(value string) *seats.Hold {
	f := strings.Split(value, "|")
	if len(f) != 3 {
		return nil
	}
	return &seats.Hold{Visit: f[0], Party: number(f[1]), Until: instant(f[2])}
}

func readSent(value string) *seats.Sent {
	f := strings.Split(value, "|")
	if len(f) != 3 {
		return nil
	}
	return &seats.Sent{Code: f[0], File: f[1], Messages: numbers(f[2])}
}

func readCounters(pairs []string) map[string]int {
	counters := make(map[string]int, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		counters[pairs[i]] = number(pairs[i+1])
	}
	return counters
}

// numbers reads a list of message ids.
func numbers(list string) []int {
	var ns []int
	for f := range strings.SplitSeq(list, ",") {
		if n, err := strconv.Atoi(f); err == nil {
			ns = append(ns, n)
		}
	}
	return ns
}

// number reads a count that a script wrote.
func number(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

func millis(t time.Time) string { return strconv.FormatInt(t.UnixMilli(), 10) }

func instant(ms string) time.Time {
	n, _ := strconv.ParseInt(ms, 10, 64)
	return time.UnixMilli(n)
}

// termAt is how long a person with a seat is kept from a time on: the term,
// and what is left until the event is over.
func (s *Store) termAt(at time.Time) time.Duration {
	return s.opts.Term + max(0, s.opts.Over.Sub(at))
}

// Place remembers which message is the person's screen, and returns the one
// that was it before; 0 if there was none.
func (s *Store) Place(ctx context.Context, who seats.Person, message int) (former int, err error) {
	text, err := placeScript.Run(ctx, s.redis, s.keys.ofPlace(who), message).Text()
	if err != nil {
		return 0, fmt.Errorf("store: place: %w", err)
	}
	return number(text), nil
}
