package store

import (
	"cmp"
	"context"
	"strings"
	"time"

	"visitbot/bot/catalogue"
	"visitbot/bot/organiser"
	"visitbot/bot/seats"
)

// newsPage is how much news one message tells at most.
const newsPage = 20

// TellNews tells organisers what has happened since the last time: visits that
// became full, and on the day of the event who cancels. One message tells all of
// it. It says whether there was any, and may be interrupted and repeated.
func (s *Store) TellNews(ctx context.Context, at time.Time) (told bool, err error) {
	entries, err := s.redis.LRange(ctx, s.keys.news(), 0, newsPage-1).Result()
	if err != nil || len(entries) == 0 {
		return false, wrap("news", err)
	}
	var news []string
	for _, entry := range entries {
		if what, ok := s.newsIn(entry); ok {
			news = append(news, what)
		}
	}
	recipients, err := s.recipients(ctx)
	if err != nil {
		return false, err
	}
	args := []any{len(entries), entries[0], strings.Join(news, ";")}
	for _, r := range recipients {
		args = append(args, string(r.Person), string(r.Language))
	}
	err = newsScript.Run(ctx, s.redis, []string{s.keys.news(), s.keys.outbox(), s.keys.serial()}, args...).Err()
	return err == nil && len(news) > 0, wrap("news", err)
}

// newsIn reads what|visit|party|at|version; who cancels before the day of the
// event is no news.
func (s *Store) newsIn(entry string) (what string, ok bool) {
	f := strings.Split(entry, "|")
	if len(f) != 5 {
		return "", false
	}
	hours := s.opts.House.Hours
	today := hours.Zone != nil && instant(f[3]).In(hours.Zone).Format(time.DateOnly) == hours.Start.In(hours.Zone).Format(time.DateOnly)
	return strings.Join(f[:3], "|"), f[0] != "cancel" || today
}

// AskWeekly owes organisers the question whether facts that have become old are
// still right, once in a week. It may be interrupted and repeated.
func (s *Store) AskWeekly(ctx context.Context, week string) error {
	recipients, err := s.recipients(ctx)
	if err != nil {
		return err
	}
	args := []any{week}
	for _, r := range recipients {
		args = append(args, string(r.Person), string(r.Language))
	}
	return wrap("ask", staleScript.Run(ctx, s.redis, []string{s.keys.asked(), s.keys.outbox(), s.keys.serial()}, args...).Err())
}

// A recipient is somebody, or a group, whom organisers' news are told to.
type recipient struct {
	Person   seats.Person
	Language catalogue.Language
}

// Organisers are whom what concerns all organisers is told to: their group, or
// else each of them.
func (s *Store) Organisers(ctx context.Context) ([]seats.Person, error) {
	recipients, err := s.recipients(ctx)
	var people []seats.Person
	for _, r := range recipients {
		people = append(people, r.Person)
	}
	return people, err
}

func (s *Store) recipients(ctx context.Context) ([]recipient, error) {
	value, err := s.desk(ctx)
	if err != nil {
		return nil, err
	}
	if value.chat != 0 {
		return []recipient{{seats.Group(value.chat, value.topic), value.language}}, nil
	}
	people := append([]seats.Person(nil), s.opts.Owners...)
	team, err := s.Team(ctx)
	if err != nil {
		return nil, err
	}
	for _, m := range team {
		if m.Role >= organiser.Organiser {
			people = append(people, m.Person)
		}
	}
	return s.speaking(ctx, people)
}

// speaking adds their languages to people.
func (s *Store) speaking(ctx context.Context, people []seats.Person) ([]recipient, error) {
	guests, err := s.open(ctx, s.redis.Pipeline(), people)
	if err != nil {
		return nil, err
	}
	tongues, err := s.redis.HGetAll(ctx, s.keys.tongues()).Result()
	var all []recipient
	for _, g := range guests {
		all = append(all, recipient{g.Person, cmp.Or(g.Language, catalogue.Language(tongues[string(g.Person)]))})
	}
	return all, wrap("tongues", err)
}
