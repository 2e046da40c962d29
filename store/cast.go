package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"visitbot/bot/broadcast"
	"visitbot/bot/catalogue"
	"visitbot/bot/conversation"
	"visitbot/bot/organiser"
	"visitbot/bot/seats"
)

// castKept is how long a cast is kept after its latest change of state, with
// all that is known of its people.
const castKept = 30 * 24 * time.Hour

// Casts are the announcements of one bot. They implement broadcast.Store.
type Casts struct{ store *Store }

// Casts returns the announcements of the bot.
func (s *Store) Casts() *Casts { return &Casts{s} }

var _ broadcast.Store = (*Casts)(nil)

// Create keeps a cast and freezes who gets it; nothing is sent before Start. It
// may be interrupted and repeated until it succeeds once; from then on a repeat
// changes nothing.
func (c *Casts) Create(ctx context.Context, cast broadcast.Cast, audience broadcast.Audience) error {
	fields, err := c.seal(cast)
	if err != nil {
		return err
	}
	keys := []string{c.keys().casts(), c.keys().cast(cast.ID)}
	args := append([]any{cast.ID, millis(cast.At), castKept.Milliseconds(), millis(cast.At.Add(-castKept))}, fields...)
	state, err := castOpenScript.Run(ctx, c.store.redis, keys, args...).Text()
	if err != nil || state != "filling" {
		return wrap("cast", err)
	}
	if err := c.each(ctx, audience, func(page []reached) error { return c.fill(ctx, cast.ID, page) }); err != nil {
		return err
	}
	_, err = c.turn(ctx, cast.At, cast.ID, "ready")
	return err
}

// fill adds a page of people to a cast.
func (c *Casts) fill(ctx context.Context, id string, page []reached) error {
	lists := map[string][]any{}
	for _, r := range page {
		where := "left"
		if chatless(r.person) {
			where = string(broadcast.FateChatless)
		}
		lists[where] = append(lists[where], string(r.person))
	}
	for where, people := range lists {
		args := append([]any{castKept.Milliseconds(), where}, people...)
		if err := castFillScript.Run(ctx, c.store.redis, c.ofCast(id), args...).Err(); err != nil {
			return wrap("cast", err)
		}
	}
	return nil
}

// Place says where the progress of a cast is shown; to be called before Start.
func (c *Casts) Place(ctx context.Context, id string, chat int64, message int) error {
	_, err := c.turn(ctx, time.Time{}, id, "place", chat, message)
	return err
}

// Start lets a cast be sent. It is ErrNotReady for one that was not created to
// the end, or was stopped.
func (c *Casts) Start(ctx context.Context, at time.Time, id string) error {
	state, err := c.turn(ctx, at, id, "start")
	if err == nil && state != "started" && state != "finished" {
		return broadcast.ErrNotReady
	}
	return err
}

// Stop implements broadcast.Store. What was stopped is never started again.
func (c *Casts) Stop(ctx context.Context, at time.Time, id string) error {
	_, err := c.turn(ctx, at, id, "stop")
	return err
}

func (c *Casts) turn(ctx context.Context, at time.Time, id, what string, place ...any) (state string, err error) {
	args := []any{what, id, millis(at), castKept.Milliseconds(), "", ""}
	copy(args[4:], place)
	state, err = castTurnScript.Run(ctx, c.store.redis, append(c.ofCast(id), c.keys().casting()), args...).Text()
	if err == nil && state == "" {
		err = broadcast.ErrNoCast
	}
	return state, wrap("cast", err)
}

// Started implements broadcast.Store.
func (c *Casts) Started(ctx context.Context) ([]string, error) {
	ids, err := c.store.redis.ZRange(ctx, c.keys().casting(), 0, -1).Result()
	return ids, wrap("casts", err)
}

// Close implements broadcast.Store.
func (c *Casts) Close(ctx context.Context, id string) error {
	return wrap("cast", c.store.redis.ZRem(ctx, c.keys().casting(), id).Err())
}

// Take implements broadcast.Store.
func (c *Casts) Take(ctx context.Context, at time.Time, process, id string, turn int) (r broadcast.Recipient, err error) {
	keys := append([]string{c.keys().caster()}, c.ofCast(id)...)
	answer, err := castTakeScript.Run(ctx, c.store.redis, keys, process, turn, millis(at), castKept.Milliseconds()).StringSlice()
	switch {
	case err != nil:
		return r, wrap("take", err)
	case answer[0] == "over":
		return r, broadcast.ErrOver
	case answer[0] == "lost":
		return r, broadcast.ErrLost
	}
	r = broadcast.Recipient{Person: seats.Person(answer[1]), Turn: turn, Tries: number(answer[2])}
	p := c.store.redis.Pipeline()
	known, language := c.knows(ctx, p, r.Person), c.language(ctx, p, r.Person)
	if err := run(ctx, p); err != nil {
		return r, wrap("take", err)
	}
	r.Gone, r.Language = !known(), catalogue.Language(language.Val())
	return r, nil
}

// Done implements broadcast.Store.
func (c *Casts) Done(ctx context.Context, id string, r broadcast.Recipient, fate broadcast.Fate) error {
	return wrap("done", castDoneScript.Run(ctx, c.store.redis, c.ofCast(id), c.doneArgs(r, fate)...).Err())
}

// doneArgs are the ARGV of cast_done.lua, in its order.
func (c *Casts) doneArgs(r broadcast.Recipient, fate broadcast.Fate) []any {
	return []any{r.Turn, string(r.Person), string(fate), r.Tries, castKept.Milliseconds()}
}

// Progress implements broadcast.Store.
func (c *Casts) Progress(ctx context.Context, id string) (broadcast.Progress, error) {
	p := c.store.redis.Pipeline()
	fields, left := p.HGetAll(ctx, c.keys().cast(id)), p.ZCard(ctx, c.keys().castLeft(id))
	if err := run(ctx, p); err != nil {
		return broadcast.Progress{}, wrap("progress", err)
	}
	if len(fields.Val()) == 0 {
		return broadcast.Progress{}, broadcast.ErrNoCast
	}
	return readProgress(id, fields.Val(), int(left.Val())), nil
}

func readProgress(id string, f map[string]string, left int) broadcast.Progress {
	p := broadcast.Progress{
		ID: id, All: number(f["all"]), Left: left, Sent: number(f["sent"]), Refused: number(f["refused"]), Unknown: number(f["unknown"]),
		Chatless: number(f["chatless"]), Gone: number(f["gone"]), Turns: number(f["turns"]),
		Ready: f["state"] != "filling", Stopped: f["state"] == "stopped", Finished: f["ended"] != "",
	}
	if f["underway"] != "" {
		p.Underway = 1
	}
	if f["started"] != "" {
		p.Started = instant(f["started"])
	}
	if f["ended"] != "" {
		p.Ended = instant(f["ended"])
	}
	return p
}

// Report returns people whom a cast did not reach, or perhaps did not, sorted by
// fate; who erased their data is not among them. At most n are looked at; next
// is where to go on, or empty.
func (c *Casts) Report(ctx context.Context, id, after string, n int) (page []broadcast.Unreached, next string, err error) {
	from := "-"
	if after != "" {
		from = "(" + after
	}
	entries, err := c.store.redis.ZRangeByLex(ctx, c.keys().castFates(id), &redis.ZRangeBy{Min: from, Max: "+", Count: int64(n)}).Result()
	if err != nil || len(entries) == 0 {
		return nil, "", wrap("report", err)
	}
	if len(entries) == n {
		next = entries[n-1]
	}
	page, err = c.name(ctx, entries)
	return page, next, wrap("report", err)
}

// name reads who is meant by entries of the fates, as far as they are known.
func (c *Casts) name(ctx context.Context, entries []string) (page []broadcast.Unreached, err error) {
	p := c.store.redis.Pipeline()
	known, sealed := make([]func() bool, len(entries)), make([]*redis.SliceCmd, len(entries))
	for i, entry := range entries {
		_, who := fateIn(entry)
		known[i], sealed[i] = c.knows(ctx, p, who), p.HMGet(ctx, c.keys().sealed(who), "key", "name")
	}
	if err := run(ctx, p); err != nil {
		return nil, err
	}
	for i, entry := range entries {
		if known[i]() {
			page = append(page, c.unreached(entry, sealed[i].Val()))
		}
	}
	return page, nil
}

func (c *Casts) unreached(entry string, sealed []any) broadcast.Unreached {
	fate, who := fateIn(entry)
	g := organiser.Guest{Person: who}
	c.store.unseal(&g, sealed)
	return broadcast.Unreached{Person: who, Name: g.Name, Fate: fate}
}

// fateIn is what an entry of the fates says.
func fateIn(entry string) (broadcast.Fate, seats.Person) {
	fate, who, _ := strings.Cut(entry, "|")
	return broadcast.Fate(fate), seats.Person(who)
}

// knows asks whether anything is known of a person: a talk or a claim.
func (c *Casts) knows(ctx context.Context, p redis.Pipeliner, who seats.Person) func() bool {
	talk := p.Exists(ctx, c.keys().talk(who))
	claims := []*redis.BoolCmd{
		p.HExists(ctx, c.keys().seats(), string(who)), p.HExists(ctx, c.keys().holds(), string(who)), p.HExists(ctx, c.keys().waits(), string(who)),
	}
	return func() bool {
		return talk.Val() > 0 || slices.ContainsFunc(claims, func(claim *redis.BoolCmd) bool { return claim.Val() })
	}
}

func (c *Casts) language(ctx context.Context, p redis.Pipeliner, who seats.Person) *redis.StringCmd {
	return p.HGet(ctx, c.keys().talk(who), "language")
}

// eraseFromCasts takes a person out of every cast.
func (s *Store) eraseFromCasts(ctx context.Context, who seats.Person) error {
	ids, err := s.redis.ZRange(ctx, s.keys.casts(), 0, -1).Result()
	if err != nil {
		return wrap("casts", err)
	}
	for _, id := range ids {
		if err := castEraseScript.Run(ctx, s.redis, s.Casts().ofCast(id), string(who)).Err(); err != nil {
			return wrap("casts", err)
		}
	}
	return nil
}

// What is sealed of a cast: its texts, by a key of its own that the Seal wraps.

const textField = "text:"

// seal returns the fields of a cast as cast_open.lua takes them.
func (c *Casts) seal(cast broadcast.Cast) ([]any, error) {
	if len(cast.Texts) == 0 {
		return nil, errors.New("store: a cast without a text")
	}
	key := random(keySize)
	fields := []any{
		"key", sealWith(c.store.opts.Seal.aead, c.field(cast.ID, "key"), key), "by", string(cast.By),
		"chat", cast.Chat, "message", cast.Message, "language", string(cast.Language),
	}
	for lang, text := range cast.Texts {
		field := textField + string(lang)
		fields = append(fields, field, sealWith(gcm(key), c.field(cast.ID, field), []byte(text)))
	}
	return fields, nil
}

// Cast implements broadcast.Store.
func (c *Casts) Cast(ctx context.Context, id string) (broadcast.Cast, error) {
	fields, err := c.store.redis.HGetAll(ctx, c.keys().cast(id)).Result()
	switch {
	case err != nil:
		return broadcast.Cast{}, wrap("cast", err)
	case len(fields) == 0:
		return broadcast.Cast{}, broadcast.ErrNoCast
	}
	texts, err := c.open(id, fields)
	if err != nil {
		return broadcast.Cast{}, fmt.Errorf("%w: %w", broadcast.ErrBroken, err)
	}
	return broadcast.Cast{
		ID: id, By: seats.Person(fields["by"]), At: instant(fields["at"]), Texts: texts,
		Chat: long(fields["chat"]), Message: number(fields["message"]), Language: catalogue.Language(fields["language"]),
	}, nil
}

// open opens the texts of a cast.
func (c *Casts) open(id string, fields map[string]string) (map[catalogue.Language]conversation.Private, error) {
	key, err := openWith(c.store.opts.Seal.aead, c.field(id, "key"), fields["key"])
	if err != nil {
		return nil, err
	}
	texts := map[catalogue.Language]conversation.Private{}
	for field, sealed := range fields {
		lang, ok := strings.CutPrefix(field, textField)
		if !ok {
			continue
		}
		text, err := openWith(gcm(key), c.field(id, field), sealed)
		if err != nil {
			return nil, err
		}
		texts[catalogue.Language(lang)] = conversation.Private(text)
	}
	return texts, nil
}

// field is the associated data of a sealed value: where it belongs.
func (c *Casts) field(id, field string) string { return c.keys().cast(id) + "/" + field }

func (c *Casts) keys() keys { return c.store.keys }

// ofCast are the keys that the scripts of casts share, in their order.
func (c *Casts) ofCast(id string) []string {
	return []string{c.keys().cast(id), c.keys().castLeft(id), c.keys().castFates(id)}
}

// run runs a pipeline in which what is missing is no failure.
func run(ctx context.Context, p redis.Pipeliner) error {
	if _, err := p.Exec(ctx); err != nil && !errors.Is(err, redis.Nil) {
		return err
	}
	return nil
}
