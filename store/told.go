package store

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"visitbot/bot/catalogue"
	"visitbot/bot/seats"
)

// Who was told which fact, and what follows from that: when one changes, they are
// told the new one.

// settles is how long a change of a fact is left alone: an organiser may be
// correcting several things, or what they have just written.
const settles = time.Minute

// A telling is a member of the sorted set told.
type telling struct {
	member   string
	digest   string // of what it read
	language catalogue.Language
	person   seats.Person
	at       time.Time
}

// readTold reads centre|topic|digest|language|person.
func readTold(member string) (telling, bool) {
	f := strings.SplitN(member, "|", 5)
	if len(f) != 5 {
		return telling{}, false
	}
	return telling{member: member, digest: f[2], language: catalogue.Language(f[3]), person: seats.Person(f[4])}, true
}

// holds says whether what somebody was told is what they would read now.
func (t telling) holds(digest string) bool { return catalogue.SameDigest(t.digest, digest, t.language) }

// Correct owes everybody the new fact who was told another, not longer ago than it
// is retold. It may be interrupted and repeated: each is served once for each change.
// Whoever was told last what holds now, because a change was taken back, say, is left
// alone.
func (s *Store) Correct(ctx context.Context, at time.Time) error {
	p := s.redis.Pipeline()
	overrides, corrected := p.HGetAll(ctx, s.keys.overrides()), p.HGetAll(ctx, s.keys.corrected())
	if err := run(ctx, p); err != nil {
		return wrap("correct", err)
	}
	for _, field := range slices.Sorted(maps.Keys(overrides.Val())) {
		fact, ok := strings.CutPrefix(field, "changed|")
		changed := overrides.Val()[field]
		if !ok || corrected.Val()[fact] == changed || at.Before(instant(changed).Add(settles)) {
			continue
		}
		if err := s.correct(ctx, fact, s.digestOf(fact, overrides.Val()), instant(changed)); err != nil {
			return err
		}
		if err := s.redis.HSet(ctx, s.keys.corrected(), fact, changed).Err(); err != nil {
			return wrap("correct", err)
		}
	}
	return nil
}

// digestOf is how a fact, centre|topic, reads with what organisers have changed.
func (s *Store) digestOf(fact string, overrides map[string]string) string {
	id, topic, _ := strings.Cut(fact, "|")
	centre, _ := s.opts.Catalogue.With(overrides).Centre(id)
	return centre.Digest(catalogue.Topic(topic))
}

// toldPage is how many members, or people, are looked at in one go.
const toldPage = 300

// correct serves those who were told one fact as it does not read any more. Who is
// served counts as told the new one at the time of the change.
func (s *Store) correct(ctx context.Context, fact, digest string, changed time.Time) error {
	people, err := s.whoWereTold(ctx, fact, changed.Add(-s.opts.Retell))
	if err != nil {
		return err
	}
	people = slices.DeleteFunc(people, func(tellings []telling) bool { return tellings[0].holds(digest) })
	keys := []string{s.keys.told(), s.keys.outbox(), s.keys.serial()}
	for page := range slices.Chunk(people, toldPage) {
		args := []any{fact, millis(changed)}
		for _, tellings := range page {
			for i, t := range tellings {
				who := t.person
				if i > 0 {
					who = "" // in another language before
				}
				served := strings.Join([]string{fact, digest, string(t.language), string(t.person)}, "|")
				args = append(args, t.member, served, string(t.language), string(who))
			}
		}
		if err := correctScript.Run(ctx, s.redis, keys, args...).Err(); err != nil {
			return wrap("correct", err)
		}
	}
	return nil
}

// whoWereTold are the people who were told a fact from a time on, each with how they
// were told it, the latest first. People are told things meanwhile; that leaves nobody
// out.
func (s *Store) whoWereTold(ctx context.Context, fact string, from time.Time) ([][]telling, error) {
	of := map[seats.Person][]telling{}
	err := s.scan(ctx, s.keys.told(), fact+"|*", func(member string, at time.Time) {
		if t, ok := readTold(member); ok && !at.Before(from) {
			t.at = at
			of[t.person] = append(of[t.person], t)
		}
	})
	people := make([][]telling, 0, len(of))
	for _, tellings := range of {
		slices.SortFunc(tellings, func(a, b telling) int { return b.at.Compare(a.at) })
		people = append(people, slices.CompactFunc(tellings, func(a, b telling) bool { return a.member == b.member })) // a scan may meet one twice
	}
	slices.SortFunc(people, func(a, b []telling) int {
		return cmp.Or(a[0].at.Compare(b[0].at), cmp.Compare(a[0].person, b[0].person))
	})
	return people, err
}

// RemindComeback keeps that somebody wants to be reminded, at a time, of the day
// from which they may come to a centre again. Another day of the same centre takes
// its place.
func (s *Store) RemindComeback(ctx context.Context, who seats.Person, lang catalogue.Language, centre string, day catalogue.Date, due time.Time) error {
	members, err := s.comebacksOf(ctx, who, centre)
	if err != nil {
		return err
	}
	member := strings.Join([]string{centre, day.String(), string(lang), string(who)}, "|")
	p := s.redis.TxPipeline()
	for _, old := range members {
		p.ZRem(ctx, s.keys.comebacks(), old)
	}
	p.ZAdd(ctx, s.keys.comebacks(), redis.Z{Score: float64(due.UnixMilli()), Member: member})
	return wrap("comeback", run(ctx, p))
}

// comebacksOf are somebody's reminders of a centre, or of all for "".
func (s *Store) comebacksOf(ctx context.Context, who seats.Person, centre string) ([]string, error) {
	return s.membersOf(ctx, s.keys.comebacks(), func(m string) bool {
		f := strings.SplitN(m, "|", 4)
		return len(f) == 4 && seats.Person(f[3]) == who && (centre == "" || f[0] == centre)
	})
}

// membersOf are the members of a sorted set that are meant.
func (s *Store) membersOf(ctx context.Context, key string, meant func(string) bool) (found []string, err error) {
	err = s.scan(ctx, key, "", func(member string, _ time.Time) {
		if meant(member) {
			found = append(found, member)
		}
	})
	return found, err
}

// scan looks at the members of a sorted set that match a pattern; "" is all of them.
// Who is in it all the while is seen, perhaps twice.
func (s *Store) scan(ctx context.Context, key, pattern string, see func(member string, at time.Time)) error {
	for cursor := uint64(0); ; {
		page, next, err := s.redis.ZScan(ctx, key, cursor, pattern, toldPage).Result()
		if err != nil {
			return wrap("scan", err)
		}
		for i := 0; i+1 < len(page); i += 2 {
			score, _ := strconv.ParseFloat(page[i+1], 64) // it is how Redis writes one
			see(page[i], time.UnixMilli(int64(score)))
		}
		if cursor = next; cursor == 0 {
			return nil
		}
	}
}

// Comebacks owes the reminders that are due.
func (s *Store) Comebacks(ctx context.Context, at time.Time) error {
	members, err := s.redis.ZRangeByScore(ctx, s.keys.comebacks(), &redis.ZRangeBy{Min: "-inf", Max: millis(at), Count: toldPage}).Result()
	if err != nil {
		return wrap("comebacks", err)
	}
	for _, member := range members {
		f := strings.SplitN(member, "|", 4)
		if len(f) != 4 {
			continue
		}
		keys := []string{s.keys.comebacks(), s.keys.outbox(), s.keys.serial()}
		if err := comebackScript.Run(ctx, s.redis, keys, member, f[2], f[3], f[0]+"|"+f[1]).Err(); err != nil {
			return wrap("comebacks", err)
		}
	}
	return nil
}

// eraseTold forgets what somebody was told, and of what they are to be reminded.
func (s *Store) eraseTold(ctx context.Context, who seats.Person) error {
	theirs := func(m string) bool { return strings.HasSuffix(m, "|"+string(who)) }
	for _, key := range []string{s.keys.told(), s.keys.comebacks()} {
		members, err := s.membersOf(ctx, key, theirs)
		if err != nil {
			return err
		}
		for _, m := range members {
			if err := s.redis.ZRem(ctx, key, m).Err(); err != nil {
				return wrap("told", err)
			}
		}
	}
	return wrap("tongues", s.redis.HDel(ctx, s.keys.tongues(), string(who)).Err())
}

// trimTold forgets who was told something so long ago that they are not told when
// it changes, and the names of enquiries that are gone.
func (s *Store) trimTold(ctx context.Context, now time.Time) error {
	p := s.redis.Pipeline()
	p.ZRemRangeByScore(ctx, s.keys.told(), "-inf", "("+millis(now.Add(-s.opts.Retell)))
	for _, list := range s.keys.lists() {
		p.ZRemRangeByScore(ctx, list, "-inf", "("+millis(now.Add(-s.opts.Term)))
	}
	return wrap("told", run(ctx, p))
}
