package store

import (
	"context"
	"slices"
	"strings"

	"github.com/redis/go-redis/v9"

	"visitbot/bot/broadcast"
	"visitbot/bot/catalogue"
	"visitbot/bot/seats"
)

// audiencePage is how many people are read in one go.
const audiencePage = 1000

// chatless says whether a person has no chat: organisers added them by hand.
func chatless(who seats.Person) bool { return strings.HasPrefix(string(who), "desk:") }

// Count says whom a cast for an audience would reach now.
func (c *Casts) Count(ctx context.Context, audience broadcast.Audience) (broadcast.Reach, error) {
	reach := broadcast.Reach{Languages: map[catalogue.Language]int{}}
	err := c.each(ctx, audience, func(page []reached) error {
		for _, r := range page {
			if chatless(r.person) {
				reach.Chatless = append(reach.Chatless, r.person)
			} else {
				reach.Languages[r.language]++
			}
		}
		return nil
	})
	slices.Sort(reach.Chatless)
	return reach, err
}

// A reached is somebody of an audience, with the language of their talk.
type reached struct {
	person   seats.Person
	language catalogue.Language
}

// each calls do with the people of an audience, each once, page by page.
func (c *Casts) each(ctx context.Context, audience broadcast.Audience, do func(page []reached) error) error {
	seen := map[seats.Person]bool{}
	for _, source := range c.sources(audience) {
		for cursor := uint64(0); ; {
			pairs, next, err := c.store.redis.HScan(ctx, source.key, cursor, "", audiencePage).Result()
			if err != nil {
				return wrap("audience", err)
			}
			if err := c.pages(ctx, audience, fresh(pairs, source.fits, seen), do); err != nil {
				return err
			}
			if cursor = next; cursor == 0 {
				break
			}
		}
	}
	return nil
}

// Claimants are a HASH of claims by person, and which of them are meant.
type claimants struct {
	key  string
	fits func(claim string) bool
}

// sources are where the people of an audience are. Claims become holds and then
// seats, never the other way by themselves, so nobody who moves on while they
// are read in this order is missed.
func (c *Casts) sources(a broadcast.Audience) []claimants {
	return []claimants{
		{c.keys().waits(), func(claim string) bool {
			return !a.Unanswered && slices.ContainsFunc(readWaits(claim), func(w seats.Wait) bool {
				return a.All || a.Waiting == broadcast.Anywhere || a.Waiting == w.Visit
			})
		}},
		{c.keys().holds(), func(string) bool { return a.All && !a.Unanswered }},
		{c.keys().seats(), func(claim string) bool {
			seat := readSeat(claim)
			return seat != nil && (a.All || a.Visit == seat.Visit) && !(a.Unanswered && seat.Coming)
		}},
	}
}

// fresh returns the people of some claims that fit and were not seen before.
func fresh(pairs []string, fits func(string) bool, seen map[seats.Person]bool) (people []seats.Person) {
	for i := 0; i+1 < len(pairs); i += 2 {
		who := seats.Person(pairs[i])
		if !seen[who] && fits(pairs[i+1]) {
			seen[who] = true
			people = append(people, who)
		}
	}
	return people
}

// pages asks for the languages of people and hands them on.
func (c *Casts) pages(ctx context.Context, audience broadcast.Audience, people []seats.Person, do func([]reached) error) error {
	for some := range slices.Chunk(people, audiencePage) { // a scan may return more than was asked for
		page, err := c.speaking(ctx, some, audience.Fallback)
		if err != nil {
			return err
		}
		page = slices.DeleteFunc(page, func(r reached) bool { return audience.Language != "" && audience.Language != r.language })
		if err := do(page); err != nil {
			return err
		}
	}
	return nil
}

// speaking adds the language of their talk to people.
func (c *Casts) speaking(ctx context.Context, people []seats.Person, fallback catalogue.Language) ([]reached, error) {
	p := c.store.redis.Pipeline()
	languages := make([]*redis.StringCmd, len(people))
	for i, who := range people {
		languages[i] = c.language(ctx, p, who)
	}
	if err := run(ctx, p); err != nil {
		return nil, wrap("audience", err)
	}
	page := make([]reached, len(people))
	for i, who := range people {
		page[i] = reached{who, fallback}
		if spoken := languages[i].Val(); spoken != "" {
			page[i].language = catalogue.Language(spoken)
		}
	}
	return page, nil
}
