package store

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
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
	reply, err := s.run(ctx, c, move, texts)
	if err == nil && reply.Outcome == seats.Erased {
		err = errors.Join(s.eraseDead(ctx, c.Person), s.eraseFromCasts(ctx, c.Person), s.eraseTold(ctx, c.Person), s.eraseEnquiries(ctx, c.Person), s.eraseOwed(ctx, c.Person))
	}
	return reply, err
}

func (s *Store) run(ctx context.Context, c bot.Commit, move string, texts sealedTexts) (conversation.Reply, error) {
	values, err := commitScript.Run(ctx, s.redis, s.keys.ofCommit(c.Person), s.commitArgs(c, move, texts)...).StringSlice()
	if err != nil {
		return conversation.Reply{}, fmt.Errorf("store: commit: %w", err)
	}
	reply, err := s.reply(c.Person, c.At, values)
	if err == nil {
		s.follow(ctx, values[18])
	}
	return reply, err
}

// byThemselves is who does it where it is the person whose step it is.
const byThemselves = "self"

// commitArgs are the ARGV of commit.lua, in its order.
func (s *Store) commitArgs(c bot.Commit, move string, texts sealedTexts) []any {
	ask, act := c.Ask, cmp.Or(c.Ask.Act, seats.ActNothing)
	screen, closed := "", ""
	if c.Screen != 0 {
		screen = strconv.Itoa(c.Screen)
	}
	if ask.Closed {
		closed = "1"
	}
	args := append(s.seatsArgs(c.At, string(act), c.Next, byThemselves),
		string(c.Person), c.Operation, fingerprint(c.Request), c.Expect, c.Next, move,
		string(act), ask.Visit, ask.Party, s.opts.House.Hold.Milliseconds(), ask.Thing, closed, ask.Code, ask.Token,
		string(c.Language), string(c.Tongue), string(conversation.StageVisits), screen,
		s.opts.Brief.Milliseconds(), s.termAt(c.At).Milliseconds(),
		texts.mode, texts.key, texts.name, texts.remark, texts.sentence,
		strings.Join(c.Told, " "), c.Centre,
	)
	for outcome, place := range c.Then {
		args = append(args, string(outcome), string(place.Stage), place.Subject)
	}
	return args
}

// seatsArgs are the ARGV of seats.lua, in its order; those of the script it is
// for follow.
func (s *Store) seatsArgs(at time.Time, cause, operation, by string) []any {
	terms := s.opts.House.Hours.At(at)
	return append(make([]any, 0, 48),
		millis(at), cause, operation, by, s.house, terms.Offer.Milliseconds(), terms.Gather.Milliseconds(), newPen())
}

// newPen is a pseudonym for the journal.
func newPen() string { return rand.Text()[:12] }

// describeHouse writes a house as seats.lua reads it.
func describeHouse(h seats.House) string {
	text := strconv.Itoa(h.MaxParty)
	for _, p := range h.Visits {
		text += " " + p.ID + "=" + strconv.Itoa(p.Capacity)
	}
	return text
}

// fingerprint says what an operation is about: the same id with another
// fingerprint is not a repeat.
func fingerprint(r conversation.Request) string {
	return string(r.Ask.Act) + "|" + r.Ask.Visit + "|" + strconv.Itoa(r.Ask.Party) + "|" + r.Ask.Thing
}

// replyFields is how many values commit.lua returns before those of the visits.
const replyFields = 20

// reply reads what commit.lua returns.
func (s *Store) reply(who seats.Person, at time.Time, v []string) (conversation.Reply, error) {
	if len(v) <= replyFields {
		return conversation.Reply{}, fmt.Errorf("store: commit: %d values in the answer", len(v))
	}
	s.watchClock(at, instant(v[15]))
	reply := conversation.Reply{
		Result: seats.Result{Outcome: seats.Outcome(v[0]), Left: v[1]},
		Again:  v[2] != "",
		Talk: conversation.Talk{
			Place:    conversation.Place{Stage: conversation.Stage(v[3]), Subject: v[4]},
			Nonce:    v[5],
			Language: catalogue.Language(v[6]),
			Screen:   number(v[7]),
			Centre:   v[19],
		},
		Seat: readSeat(v[8]), Hold: readHold(v[9]), Waits: readWaits(v[10]), Sent: readSent(v[11]),
		Key:    v[12],
		Former: number(v[16]),
		Asked:  v[17] != "",
	}
	reply.Name, reply.Remark = s.readTexts(who, v[12], v[13], v[14])
	var positions []string
	reply.Visits, positions = readCounts(v[replyFields:])
	readPositions(&reply, positions)
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

// termAt is how long a person with a seat is kept from a time on: the term,
// and what is left until the event is over.
func (s *Store) termAt(at time.Time) time.Duration {
	return s.opts.Term + max(0, s.opts.Over.Sub(at))
}

// Place remembers which message is the person's screen, the newest placed, and
// returns the one that is not any more: that before it, or itself where a newer
// one came first; 0 if there is none.
func (s *Store) Place(ctx context.Context, who seats.Person, message int) (former int, err error) {
	text, err := placeScript.Run(ctx, s.redis, s.keys.ofPlace(who), message).Text()
	if err != nil {
		return 0, fmt.Errorf("store: place: %w", err)
	}
	return number(text), nil
}
