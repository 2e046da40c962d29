package store

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"visitbot/bot/catalogue"
	"visitbot/bot/conversation"
	"visitbot/bot/organiser"
	"visitbot/bot/seats"
)

// Who runs the event, and what they are in the middle of.

// Staff returns what somebody may do, as far as it is stored, and the language
// they speak; empty where there is no talk with them.
func (s *Store) Staff(ctx context.Context, who seats.Person) (organiser.Member, catalogue.Language, error) {
	p := s.redis.Pipeline()
	entry, language := p.HGet(ctx, s.keys.team(), string(who)), p.HGet(ctx, s.keys.talk(who), "language")
	if _, err := p.Exec(ctx); err != nil && !errors.Is(err, redis.Nil) {
		return organiser.Member{}, "", wrap("staff", err)
	}
	return s.readMember(who, entry.Val()), catalogue.Language(language.Val()), nil
}

// Meet remembers in which language an organiser speaks, for what they are told when
// their talk is long forgotten.
func (s *Store) Meet(ctx context.Context, who seats.Person, lang catalogue.Language) error {
	return wrap("meet", s.redis.HSet(ctx, s.keys.tongues(), string(who), string(lang)).Err())
}

// Team lists everybody who was given a role.
func (s *Store) Team(ctx context.Context) ([]organiser.Member, error) {
	entries, err := s.redis.HGetAll(ctx, s.keys.team()).Result()
	var team []organiser.Member
	for who, entry := range entries {
		team = append(team, s.readMember(seats.Person(who), entry))
	}
	return team, wrap("team", err)
}

// readMember reads role|visit|since|by|op|key|name.
func (s *Store) readMember(who seats.Person, entry string) organiser.Member {
	m := organiser.Member{Person: who}
	f := strings.Split(entry, "|")
	if len(f) != 7 {
		return m
	}
	m.Role, m.Visit, m.Since, m.By = organiser.ParseRole(f[0]), f[1], instant(f[2]), seats.Person(f[3])
	m.Name, _ = s.readTexts(who, f[5], f[6], "")
	return m
}

// Invite keeps an invite until it is opened or its time is over.
func (s *Store) Invite(ctx context.Context, i organiser.Invite) error {
	value := i.Role.String() + "|" + i.Visit + "|" + string(i.By)
	return wrap("invite", s.redis.Set(ctx, s.keys.invite(i.Token), value, organiser.InviteFor).Err())
}

// Redeem opens an invite. Nobody is what comes of one that is none, or whose
// author may not invite any more. Who has no less a role already keeps it, and the
// invite stays.
func (s *Store) Redeem(ctx context.Context, o seats.Operation, token string, name conversation.Private) (organiser.Member, error) {
	wrapped, key, err := s.dataKey(o.By, "")
	if err != nil {
		return organiser.Member{}, wrap("redeem", err)
	}
	keys := []string{s.keys.invite(token), s.keys.team()}
	entry, err := redeemScript.Run(ctx, s.redis, keys, string(o.By), o.ID, millis(o.At), wrapped, s.seal(o.By, "name", key, string(name)), s.owners(),
		organiser.Organiser.String(), organiser.Owner.String()).Text()
	return s.readMember(o.By, entry), wrap("redeem", err)
}

// owners are the owners as redeem.lua reads them.
func (s *Store) owners() string {
	list := " "
	for _, who := range s.opts.Owners {
		list += string(who) + " "
	}
	return list
}

// Dismiss takes somebody's role away, and forgets in which language they spoke.
func (s *Store) Dismiss(ctx context.Context, o seats.Operation, who seats.Person) error {
	pen, err := s.pen(ctx, who)
	if err != nil {
		return err
	}
	if err := s.note(ctx, o, "dismiss", "role -", noted{hash: s.keys.team(), fields: map[string]string{string(who): ""}, about: pen}); err != nil {
		return err
	}
	return wrap("dismiss", s.redis.HDel(ctx, s.keys.tongues(), string(who)).Err())
}

// Remark writes to the journal what somebody did that changes no claim. What
// says nothing about a person.
func (s *Store) Remark(ctx context.Context, o seats.Operation, cause, what string) error {
	return s.note(ctx, o, cause, what, noted{hash: s.keys.overrides()})
}

// noted is what changes with a line of the journal.
type noted struct {
	hash    string
	fields  map[string]string // those set; empty: it is taken away
	counted bool              // the hash has a version
	about   string            // pseudonym of whom it is about; empty: who does it
}

func (s *Store) note(ctx context.Context, o seats.Operation, cause, change string, n noted) error {
	counted := ""
	if n.counted {
		counted = "1"
	}
	o.ID = s.opts.Seal.cover(o.ID)
	args := []any{millis(o.At), cause, o.ID, string(o.By), newPen(), change, memory.Milliseconds(), counted, n.about}
	for _, field := range slices.Sorted(maps.Keys(n.fields)) {
		args = append(args, field, n.fields[field])
	}
	return wrap(cause, noteScript.Run(ctx, s.redis, s.keys.ofNote(o.ID, n.hash), args...).Err())
}

// draftFor is how long a question to an organiser waits for its answer.
const draftFor = time.Hour

// Draft returns what somebody is in the middle of.
func (s *Store) Draft(ctx context.Context, who seats.Person) (draft organiser.Draft, ok bool, err error) {
	value, err := s.redis.Get(ctx, s.keys.draft(who)).Result()
	if errors.Is(err, redis.Nil) {
		return draft, false, nil
	}
	if err != nil {
		return draft, false, wrap("draft", err)
	}
	wrapped, sealed, _ := strings.Cut(value, "|")
	_, key, err := s.dataKey(who, wrapped)
	if err != nil {
		return draft, false, nil // of another key: as good as none
	}
	text, err := openWith(gcm(key), s.field(who, "draft"), sealed)
	if err != nil || json.Unmarshal(text, &draft) != nil {
		return draft, false, nil
	}
	return draft, true, nil
}

// KeepDraft remembers what somebody is in the middle of.
func (s *Store) KeepDraft(ctx context.Context, who seats.Person, draft organiser.Draft) error {
	text, err := json.Marshal(draft)
	if err != nil {
		return wrap("draft", err)
	}
	wrapped, key, err := s.dataKey(who, "")
	if err != nil {
		return wrap("draft", err)
	}
	value := wrapped + "|" + s.seal(who, "draft", key, string(text))
	return wrap("draft", s.redis.Set(ctx, s.keys.draft(who), value, draftFor).Err())
}

// DropDraft forgets it.
func (s *Store) DropDraft(ctx context.Context, who seats.Person) error {
	return wrap("draft", s.redis.Del(ctx, s.keys.draft(who)).Err())
}

// Override sets what organisers change of the catalogue in the chat, all of it in
// one step; an empty value gives it back to the catalogue.
func (s *Store) Override(ctx context.Context, o seats.Operation, fields map[string]string) error {
	if err := s.note(ctx, o, "setting", changed(fields), noted{hash: s.keys.overrides(), fields: fields, counted: true}); err != nil {
		return err
	}
	if !slices.ContainsFunc(slices.Collect(maps.Keys(fields)), catalogue.OnTickets) {
		return nil
	}
	return s.forgetPictures(ctx)
}

// mostNamed is how long what a line of the journal says about settings is at most.
const mostNamed = 200

// changed names the fields that are set, as the journal says it; not what they are
// set to, for that may be anything that somebody typed. Fields that are taken away
// with that, and when something was confirmed or changed, are named only where
// nothing else is.
func changed(fields map[string]string) string {
	names := slices.Sorted(maps.Keys(fields))
	for _, minor := range []func(string) bool{catalogue.Stamp, func(name string) bool { return fields[name] == "" }} {
		if major := slices.DeleteFunc(slices.Clone(names), minor); len(major) > 0 {
			names = major
		}
	}
	all := strings.Join(names, " ")
	if len(all) <= mostNamed {
		return all
	}
	return all[:max(0, strings.LastIndexByte(all[:mostNamed-1], ' '))] + " …"
}

// forgetPictures lets every ticket be drawn anew when it is shown next.
func (s *Store) forgetPictures(ctx context.Context) error {
	for cursor := uint64(0); ; {
		page, next, err := s.redis.HScan(ctx, s.keys.sent(), cursor, "", scanPage).Result()
		if err != nil {
			return wrap("pictures", err)
		}
		var people []any
		for i := 0; i < len(page); i += 2 {
			people = append(people, page[i])
		}
		if err := redrawScript.Run(ctx, s.redis, []string{s.keys.sent()}, people...).Err(); err != nil {
			return wrap("pictures", err)
		}
		if cursor = next; cursor == 0 {
			return nil
		}
	}
}

// Overrides are all that organisers have changed in the chat.
func (s *Store) Overrides(ctx context.Context) (map[string]string, error) {
	all, err := s.redis.HGetAll(ctx, s.keys.overrides()).Result()
	delete(all, "version")
	return all, wrap("overrides", err)
}

// inForce is the catalogue with the overrides of a version.
type inForce struct {
	version string
	*catalogue.Catalogue
}

// Catalogue is the catalogue in force: with what organisers have changed in the
// chat, as far as this process has heard.
func (s *Store) Catalogue() *catalogue.Catalogue {
	if now := s.current.Load(); now != nil {
		return now.Catalogue
	}
	return s.opts.Catalogue
}

// follow reads the overrides where a script says that there are others.
func (s *Store) follow(ctx context.Context, version string) {
	if now := s.current.Load(); now == nil || now.version == version {
		return
	}
	overrides, err := s.Overrides(ctx)
	if err != nil {
		s.opts.Log.Warn("what organisers have changed cannot be read", "error", err)
		return
	}
	s.current.Store(&inForce{version, s.opts.Catalogue.With(overrides)})
}

// A deskChat is the chat of the organisers.
type deskChat struct {
	chat     int64
	topic    int
	language catalogue.Language
}

func (s *Store) desk(ctx context.Context) (d deskChat, err error) {
	value, err := s.redis.Get(ctx, s.keys.desk()).Result()
	if errors.Is(err, redis.Nil) {
		return d, nil
	}
	f := append(strings.Split(value, "|"), "", "")
	return deskChat{long(f[0]), number(f[1]), catalogue.Language(f[2])}, wrap("desk", err)
}

// Desk is the chat of the organisers, and the topic in it; 0: there is none.
func (s *Store) Desk(ctx context.Context) (chat int64, topic int, err error) {
	d, err := s.desk(ctx)
	return d.chat, d.topic, err
}

// leaveDesk forgets a group as the organisers' chat, if it is that.
func (s *Store) leaveDesk(ctx context.Context, chat int64) error {
	d, err := s.desk(ctx)
	if err != nil || d.chat != chat {
		return err
	}
	s.opts.Log.Error("nothing can be said in the organisers' group any more; each organiser is told from now on")
	return wrap("desk", s.redis.Del(ctx, s.keys.desk()).Err())
}

// SetDesk makes a group the organisers' chat, in a language; 0 makes it none.
func (s *Store) SetDesk(ctx context.Context, o seats.Operation, chat int64, topic int, lang catalogue.Language) error {
	if err := s.Remark(ctx, o, "here", strconv.FormatInt(chat, 10)); err != nil {
		return err
	}
	if chat == 0 {
		return wrap("desk", s.redis.Del(ctx, s.keys.desk()).Err())
	}
	value := strconv.FormatInt(chat, 10) + "|" + strconv.Itoa(topic) + "|" + string(lang)
	return wrap("desk", s.redis.Set(ctx, s.keys.desk(), value, 0).Err())
}
