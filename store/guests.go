package store

import (
	"context"
	"strings"

	"github.com/redis/go-redis/v9"

	"visitbot/bot/conversation"
	"visitbot/bot/seats"
)

// A Guest is somebody with a seat, and the name they gave.
type Guest struct {
	Person seats.Person
	Name   conversation.Private
	seats.Seat
}

// Absent returns people of a visit who have not checked in, in order of
// confirmation: those whom ReleaseNoShows would release. At most n seats are
// looked at; next is where to go on, or empty.
func (s *Store) Absent(ctx context.Context, visit, after string, n int) (absent []Guest, next string, err error) {
	guests, next, err := s.guests(ctx, visit, after, n)
	for _, g := range guests {
		if g.Came == 0 {
			absent = append(absent, g)
		}
	}
	return absent, next, wrap("absent", err)
}

// guests reads a page of a visit's seats and opens their names.
func (s *Store) guests(ctx context.Context, visit, after string, n int) (page []Guest, next string, err error) {
	beginning := "s|" + visit + "|"
	from := "[" + beginning
	if after != "" {
		from = "(" + after
	}
	entries, err := s.redis.ZRangeByLex(ctx, s.keys.index(), &redis.ZRangeBy{Min: from, Max: "(" + beginning + "~", Count: int64(n)}).Result()
	if err != nil || len(entries) == 0 {
		return nil, "", err
	}
	p := s.redis.Pipeline()
	seated, sealed := make([]*redis.StringCmd, len(entries)), make([]*redis.SliceCmd, len(entries))
	for i, entry := range entries {
		who := personIn(entry)
		seated[i], sealed[i] = p.HGet(ctx, s.keys.seats(), string(who)), p.HMGet(ctx, s.keys.sealed(who), "key", "name")
	}
	if _, err := p.Exec(ctx); err != nil && err != redis.Nil {
		return nil, "", err
	}
	for i, entry := range entries {
		if seat := readSeat(seated[i].Val()); seat != nil && seat.Visit == visit { // else it was given up meanwhile
			page = append(page, s.guest(personIn(entry), *seat, sealed[i].Val()))
		}
	}
	if len(entries) == n {
		next = entries[n-1]
	}
	return page, next, nil
}

func (s *Store) guest(who seats.Person, seat seats.Seat, sealed []any) Guest {
	key, _ := sealed[0].(string)
	name, _ := sealed[1].(string)
	g := Guest{Person: who, Seat: seat}
	g.Name, _ = s.readTexts(who, key, name, "")
	return g
}

// personIn is whose entry of the index this is.
func personIn(entry string) seats.Person {
	return seats.Person(entry[strings.LastIndex(entry, "|")+1:])
}
