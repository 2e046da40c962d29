package store

import (
	"context"
	"errors"
	"strings"

	"github.com/redis/go-redis/v9"

	"visitbot/bot/catalogue"
	"visitbot/bot/conversation"
	"visitbot/bot/organiser"
	"visitbot/bot/seats"
)

// Lists for organisers. Names are sealed, so they are opened page by page.

// Guests returns people with a seat in a visit, in order of confirmation. At
// most n seats are looked at; next is where to go on, or empty.
func (s *Store) Guests(ctx context.Context, visit, after string, n int) (guests []organiser.Guest, next string, err error) {
	people, next, err := s.listed(ctx, "s|"+visit+"|", after, n)
	if err != nil || len(people) == 0 {
		return nil, "", wrap("guests", err)
	}
	p := s.redis.Pipeline()
	seated := make([]*redis.StringCmd, len(people))
	for i, who := range people {
		seated[i] = p.HGet(ctx, s.keys.seats(), string(who))
	}
	opened, err := s.open(ctx, p, people)
	for i := range opened {
		seat := readSeat(seated[i].Val())
		if seat == nil || seat.Visit != visit {
			continue // given up meanwhile
		}
		opened[i].Seat = seat
		guests = append(guests, opened[i])
	}
	return guests, next, wrap("guests", err)
}

// Absent returns people of a visit who have not checked in, in order of
// confirmation: those whom ReleaseNoShows would release. At most n seats are
// looked at; next is where to go on, or empty.
func (s *Store) Absent(ctx context.Context, visit, after string, n int) (absent []organiser.Guest, next string, err error) {
	guests, next, err := s.Guests(ctx, visit, after, n)
	for _, g := range guests {
		if g.Seat.Came == 0 {
			absent = append(absent, g)
		}
	}
	return absent, next, err
}

// Waiting returns people who wait for a visit, in the order of the queue.
func (s *Store) Waiting(ctx context.Context, visit, after string, n int) (waiting []organiser.Guest, next string, err error) {
	people, next, err := s.listed(ctx, "w|"+visit+"|", after, n)
	if err != nil || len(people) == 0 {
		return nil, "", wrap("waiting", err)
	}
	p := s.redis.Pipeline()
	waits := make([]*redis.StringCmd, len(people))
	for i, who := range people {
		waits[i] = p.HGet(ctx, s.keys.waits(), string(who))
	}
	opened, err := s.open(ctx, p, people)
	for i := range opened {
		for _, w := range readWaits(waits[i].Val()) {
			if w.Visit == visit {
				opened[i].Wait = &w
				waiting = append(waiting, opened[i])
			}
		}
	}
	return waiting, next, wrap("waiting", err)
}

// listed are the people of a page of the index.
func (s *Store) listed(ctx context.Context, beginning, after string, n int) (people []seats.Person, next string, err error) {
	from := "[" + beginning
	if after != "" {
		from = "(" + after
	}
	entries, err := s.redis.ZRangeByLex(ctx, s.keys.index(), &redis.ZRangeBy{Min: from, Max: "(" + beginning + "~", Count: int64(n) + 1}).Result()
	if n > 0 && len(entries) > n {
		next, entries = entries[n-1], entries[:n]
	}
	for _, entry := range entries {
		people = append(people, personIn(entry))
	}
	return people, next, err
}

// open adds what people have typed to what a pipeline reads, and reads it.
func (s *Store) open(ctx context.Context, p redis.Pipeliner, people []seats.Person) ([]organiser.Guest, error) {
	sealed, languages := make([]*redis.SliceCmd, len(people)), make([]*redis.StringCmd, len(people))
	for i, who := range people {
		sealed[i] = p.HMGet(ctx, s.keys.sealed(who), "key", "name", "remark", "sentence")
		languages[i] = p.HGet(ctx, s.keys.talk(who), "language")
	}
	if _, err := p.Exec(ctx); err != nil && !errors.Is(err, redis.Nil) {
		return nil, err
	}
	guests := make([]organiser.Guest, len(people))
	for i, who := range people {
		guests[i] = organiser.Guest{Person: who, Language: catalogue.Language(languages[i].Val())}
		s.unseal(&guests[i], sealed[i].Val())
	}
	return guests, nil
}

// unseal opens a person's name, remark and sentence. What does not open is as
// good as not there.
func (s *Store) unseal(g *organiser.Guest, sealed []any) {
	texts := [4]string{}
	for i := range min(len(sealed), len(texts)) {
		texts[i], _ = sealed[i].(string)
	}
	if texts[0] == "" {
		return
	}
	_, key, err := s.dataKey(g.Person, texts[0])
	if err != nil {
		return
	}
	aead := gcm(key)
	for i, into := range []*conversation.Private{&g.Name, &g.Remark, &g.Sentence} {
		field := []string{"name", "remark", "sentence"}[i]
		if text, err := openWith(aead, s.field(g.Person, field), texts[i+1]); err == nil {
			*into = conversation.Private(text)
		}
	}
}

// Guest returns one person with all that they hold.
func (s *Store) Guest(ctx context.Context, who seats.Person) (organiser.Guest, error) {
	p := s.redis.Pipeline()
	seat, hold, waits := p.HGet(ctx, s.keys.seats(), string(who)), p.HGet(ctx, s.keys.holds(), string(who)), p.HGet(ctx, s.keys.waits(), string(who))
	opened, err := s.open(ctx, p, []seats.Person{who})
	if err != nil {
		return organiser.Guest{}, wrap("guest", err)
	}
	g := opened[0]
	g.Seat, g.Hold, g.Waits = readSeat(seat.Val()), readHold(hold.Val()), readWaits(waits.Val())
	return g, nil
}

// ByCode finds whose ticket a code or a token is.
func (s *Store) ByCode(ctx context.Context, code string) (who seats.Person, ok bool, err error) {
	value, err := s.redis.HGet(ctx, s.keys.codes(), code).Result()
	if errors.Is(err, redis.Nil) {
		return "", false, nil
	}
	return seats.Person(value), err == nil, wrap("code", err)
}

// scanPage is how many seats or pseudonyms are read in one go.
const scanPage = 1000

// EachSeat reads every seat, without names, in no order; one that changes
// meanwhile may be seen twice or as it was.
func (s *Store) EachSeat(ctx context.Context, see func(seats.Person, seats.Seat)) error {
	for cursor := uint64(0); ; {
		page, next, err := s.redis.HScan(ctx, s.keys.seats(), cursor, "", scanPage).Result()
		if err != nil {
			return wrap("seats", err)
		}
		for i := 0; i+1 < len(page); i += 2 {
			if seat := readSeat(page[i+1]); seat != nil {
				see(seats.Person(page[i]), *seat)
			}
		}
		if cursor = next; cursor == 0 {
			return nil
		}
	}
}

// Journal returns at most n lines of the journal, the latest first, that are
// before the one with that id; an empty one means from the end. Before is where to go on.
func (s *Store) Journal(ctx context.Context, before string, n int) (lines []organiser.Line, next string, err error) {
	from := "+"
	if before != "" {
		from = "(" + before
	}
	messages, err := s.redis.XRevRangeN(ctx, s.keys.journal(), from, "-", int64(n)).Result()
	if err != nil {
		return nil, "", wrap("journal", err)
	}
	pens := map[string]seats.Person{}
	for _, m := range messages {
		lines = append(lines, organiser.Line{At: instant(field(m, "at")), Cause: field(m, "cause"), Operation: field(m, "op"), Change: field(m, "change"), ByPen: field(m, "by"), WhoPen: field(m, "who")})
		pens[field(m, "by")], pens[field(m, "who")] = "", ""
	}
	if err := s.holders(ctx, pens); err != nil {
		return nil, "", err
	}
	for i := range lines {
		lines[i].By, lines[i].Who = pens[lines[i].ByPen], pens[lines[i].WhoPen]
	}
	if len(messages) == n && n > 0 {
		next = messages[n-1].ID
	}
	return lines, next, nil
}

// holders finds whose pseudonyms these are.
func (s *Store) holders(ctx context.Context, pens map[string]seats.Person) error {
	for cursor := uint64(0); ; {
		page, next, err := s.redis.HScan(ctx, s.keys.pens(), cursor, "", scanPage).Result()
		if err != nil {
			return wrap("journal", err)
		}
		for i := 0; i+1 < len(page); i += 2 {
			if _, wanted := pens[page[i+1]]; wanted {
				pens[page[i+1]] = seats.Person(page[i])
			}
		}
		if cursor = next; cursor == 0 {
			return nil
		}
	}
}

// Names opens the names of some people.
func (s *Store) Names(ctx context.Context, people []seats.Person) (map[seats.Person]conversation.Private, error) {
	if len(people) == 0 {
		return nil, nil
	}
	opened, err := s.open(ctx, s.redis.Pipeline(), people)
	names := make(map[seats.Person]conversation.Private, len(opened))
	for _, g := range opened {
		names[g.Person] = g.Name
	}
	return names, wrap("names", err)
}

// Enter keeps the name of somebody whom organisers add by hand, before their
// seat.
func (s *Store) Enter(ctx context.Context, o seats.Operation, who seats.Person, name conversation.Private) error {
	wrapped, key, err := s.dataKey(who, "")
	if err != nil {
		return wrap("enter", err)
	}
	p := s.redis.TxPipeline()
	p.HSet(ctx, s.keys.sealed(who), "key", wrapped, "name", s.seal(who, "name", key, string(name)))
	p.PExpire(ctx, s.keys.sealed(who), s.termAt(o.At))
	p.ZAdd(ctx, s.keys.people(), redis.Z{Score: float64(o.At.UnixMilli()), Member: string(who)})
	_, err = p.Exec(ctx)
	return wrap("enter", err)
}

// personIn is whose entry of the index this is.
func personIn(entry string) seats.Person {
	return seats.Person(entry[strings.LastIndex(entry, "|")+1:])
}
