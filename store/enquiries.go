package store

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"visitbot/bot/catalogue"
	"visitbot/bot/conversation"
	"visitbot/bot/delivery"
	"visitbot/bot/seats"
)

// What people ask the organisers. An enquiry is sealed by a key of its own, as
// long as it is kept; then nothing of it is left.

// EnquiryID makes the id of an enquiry of what is done: the same operation gives
// the same.
func (s *Store) EnquiryID(operation string) string {
	return s.opts.Seal.cover("enquiry:" + operation)[:12]
}

// enquirer is what an enquiry's texts are sealed for.
func enquirer(id string) seats.Person { return seats.Person("enquiry:" + id) }

// Ask keeps an enquiry and owes it to the organisers: to all of them, or where
// somebody may need help to whoever is named for that. It returns how far the
// enquiry is; asking again changes nothing.
func (s *Store) Ask(ctx context.Context, e conversation.Enquiry) (conversation.EnquiryState, error) {
	if heard, err := s.heard(ctx, e); heard || err != nil {
		return conversation.EnquirySent, err
	}
	kind, recipients, err := s.concerned(ctx, e)
	if err != nil {
		return "", err
	}
	fields, err := s.sealEnquiry(e)
	if err != nil {
		return "", wrap("ask", err)
	}
	args := []any{e.ID, millis(e.At), s.opts.Term.Milliseconds(), string(kind), len(fields)}
	args = append(args, fields...)
	keys := append(s.keys.ofEnquiry(e.ID), s.keys.enquiries())
	state, err := askScript.Run(ctx, s.redis, keys, append(args, spoken(recipients)...)...).Text()
	return conversation.EnquiryState(state), wrap("ask", err)
}

// oneCry is how long the cries of one person are one, as long as nobody has taken
// it.
const oneCry = 10 * time.Minute

// heard says whether a call for help is a further one of somebody whose call of just
// now still waits: one is enough then. That it was heard is kept, so that its repeat
// is no new one.
func (s *Store) heard(ctx context.Context, e conversation.Enquiry) (bool, error) {
	if !e.Danger {
		return false, nil
	}
	p := s.redis.Pipeline()
	before, kept := p.Exists(ctx, s.keys.answer(e.ID)), p.Exists(ctx, s.keys.enquiry(e.ID))
	if err := run(ctx, p); err != nil {
		return false, wrap("cry", err)
	}
	if before.Val() > 0 || kept.Val() > 0 {
		return before.Val() > 0, nil
	}
	calls, err := s.calls(ctx, e.Person, e.At)
	if !calls || err != nil {
		return false, err
	}
	return true, wrap("cry", s.redis.Set(ctx, s.keys.answer(e.ID), "1", memory).Err())
}

// calls says whether somebody's call for help of just now waits to be taken.
func (s *Store) calls(ctx context.Context, who seats.Person, at time.Time) (bool, error) {
	ids, err := s.redis.ZRangeByScore(ctx, s.keys.untaken(), &redis.ZRangeBy{Min: "(" + millis(at.Add(-oneCry)), Max: "+inf"}).Result()
	if err != nil {
		return false, wrap("cry", err)
	}
	p := s.redis.Pipeline()
	callers := make([]*redis.SliceCmd, len(ids))
	for i, id := range ids {
		callers[i] = p.HMGet(ctx, s.keys.enquiry(id), "person", "danger")
	}
	if err := run(ctx, p); err != nil {
		return false, wrap("cry", err)
	}
	return slices.ContainsFunc(callers, func(c *redis.SliceCmd) bool {
		return c.Val()[0] == string(who) && c.Val()[1] != nil
	}), nil
}

// concerned is whom an enquiry is told to, and how. A call for help, and what is
// written back in answer to what came of it, is for the contact alone, as long as that
// is somebody else and has heard of it in time.
func (s *Store) concerned(ctx context.Context, e conversation.Enquiry) (seats.Kind, []recipient, error) {
	contact, err := s.Contact(ctx)
	if err != nil {
		return "", nil, err
	}
	var recipients []recipient
	switch {
	case !e.Confided() || contact == "" || contact == e.Person:
		recipients, err = s.recipients(ctx)
	case e.Widened:
		recipients, err = s.everybody(ctx, contact)
	default:
		recipients, err = s.speaking(ctx, []seats.Person{contact})
	}
	return kindOf(e), recipients, err
}

// kindOf is how organisers are told of an enquiry.
func kindOf(e conversation.Enquiry) seats.Kind {
	if e.Danger {
		return seats.KindHelp
	}
	return seats.KindEnquiry
}

// everybody are all organisers, and whoever is named for calls for help.
func (s *Store) everybody(ctx context.Context, contact seats.Person) ([]recipient, error) {
	all, err := s.recipients(ctx)
	if err != nil || contact == "" || slices.ContainsFunc(all, func(r recipient) bool { return r.Person == contact }) {
		return all, err
	}
	also, err := s.speaking(ctx, []seats.Person{contact})
	return append(all, also...), err
}

// contactField is where organisers say whom to tell when somebody may need help.
const contactField = "contact"

// Contact is who is told when somebody may need help; empty: all organisers. Who is
// not of the team any more is it no longer.
func (s *Store) Contact(ctx context.Context) (seats.Person, error) {
	who, err := s.redis.HGet(ctx, s.keys.overrides(), contactField).Result()
	if errors.Is(err, redis.Nil) {
		return "", nil
	}
	if err != nil || slices.Contains(s.opts.Owners, seats.Person(who)) {
		return seats.Person(who), wrap("contact", err)
	}
	of, err := s.redis.HExists(ctx, s.keys.team(), who).Result()
	if !of {
		who = ""
	}
	return seats.Person(who), wrap("contact", err)
}

// SetContact names who is told when somebody may need help; empty: all organisers.
func (s *Store) SetContact(ctx context.Context, o seats.Operation, who seats.Person) error {
	return s.Override(ctx, o, map[string]string{contactField: string(who)})
}

// spoken are recipients as scripts take them.
func spoken(recipients []recipient) []any {
	var args []any
	for _, r := range recipients {
		args = append(args, string(r.Person), string(r.Language))
	}
	return args
}

func (s *Store) sealEnquiry(e conversation.Enquiry) ([]any, error) {
	wrapped, key, err := s.dataKey(enquirer(e.ID), "")
	fields := []any{
		"person", string(e.Person), "language", string(e.Language), "centre", e.Centre, "topic", e.Topic, "message", e.Message, "key", wrapped,
		"text", s.seal(enquirer(e.ID), "text", key, string(e.Text)),
	}
	if e.Name != "" {
		fields = append(fields, "name", s.seal(enquirer(e.ID), "name", key, string(e.Name)))
	}
	if e.Danger {
		fields = append(fields, "danger", "1")
	}
	if e.Help {
		fields = append(fields, "help", "1")
	}
	if e.Widened {
		fields = append(fields, "widened", "1")
	}
	return fields, err
}

// An answerRecord is an answer as it is stored.
type answerRecord struct {
	By      seats.Person `json:"by"`
	At      int64        `json:"at"`
	Chat    int64        `json:"chat"`
	Message int          `json:"message"`
	Copied  bool         `json:"copied,omitempty"`
	Silent  bool         `json:"silent,omitempty"`
	Name    string       `json:"name"` // sealed
	Text    string       `json:"text"` // sealed
}

// Enquiry returns an enquiry; ok is false where there is none, or none any more.
func (s *Store) Enquiry(ctx context.Context, id string) (e conversation.Enquiry, ok bool, err error) {
	f, err := s.redis.HGetAll(ctx, s.keys.enquiry(id)).Result()
	if err != nil || f["person"] == "" {
		return e, false, wrap("enquiry", err)
	}
	return s.readEnquiry(id, f), true, nil
}

func (s *Store) readEnquiry(id string, f map[string]string) conversation.Enquiry {
	e := conversation.Enquiry{
		ID: id, Number: long(f["number"]), Person: seats.Person(f["person"]), Language: catalogue.Language(f["language"]), At: instant(f["at"]),
		Danger: f["danger"] != "", Help: f["help"] != "", Widened: f["widened"] != "" || f["raised"] != "", Centre: f["centre"], Topic: f["topic"], Message: number(f["message"]),
		State: conversation.EnquiryState(f["state"]),
	}
	_, key, err := s.dataKey(enquirer(id), f["key"])
	if err != nil {
		s.opts.Log.Error("an enquiry cannot be read", "error", err)
		return e
	}
	open := func(field string) conversation.Private { return s.openField(id, key, field, f[field]) }
	e.Text, e.Name, e.Taker = open("text"), open("name"), open("taker")
	e.By, e.Taken = seats.Person(f["by"]), instantOrZero(f["taken"])
	for i := range number(f["replies"]) {
		if a, ok := s.readAnswer(id, key, f["reply:"+strconv.Itoa(i+1)]); ok {
			e.Replies = append(e.Replies, a)
		}
	}
	return e
}

// openField opens a text of an enquiry; what does not open is as good as not there.
func (s *Store) openField(id string, key []byte, field, sealed string) conversation.Private {
	text, err := openWith(gcm(key), s.field(enquirer(id), field), sealed)
	if sealed == "" || err != nil {
		return ""
	}
	return conversation.Private(text)
}

func (s *Store) readAnswer(id string, key []byte, record string) (a conversation.Answer, ok bool) {
	var r answerRecord
	if json.Unmarshal([]byte(record), &r) != nil {
		return a, false
	}
	return conversation.Answer{
		By: r.By, At: time.UnixMilli(r.At), Chat: r.Chat, Message: r.Message, Copied: r.Copied, Silent: r.Silent,
		Name: s.openField(id, key, "reply", r.Name), Text: s.openField(id, key, "reply", r.Text),
	}, true
}

func instantOrZero(ms string) time.Time {
	if ms == "" {
		return time.Time{}
	}
	return instant(ms)
}

// addEnquiry puts the enquiry that a notice is about to what is known.
func (s *Store) addEnquiry(ctx context.Context, id string, reply *conversation.Reply) error {
	e, ok, err := s.Enquiry(ctx, id)
	if ok {
		reply.Enquiry = &e
	}
	return err
}

// Open lists the enquiries that somebody still has to answer, the oldest first.
func (s *Store) Open(ctx context.Context) ([]conversation.Enquiry, error) {
	ids, err := s.redis.ZRange(ctx, s.keys.unanswered(), 0, -1).Result()
	if err != nil {
		return nil, wrap("enquiries", err)
	}
	p := s.redis.Pipeline()
	all := make([]*redis.MapStringStringCmd, len(ids))
	for i, id := range ids {
		all[i] = p.HGetAll(ctx, s.keys.enquiry(id))
	}
	if err := run(ctx, p); err != nil {
		return nil, wrap("enquiries", err)
	}
	var open []conversation.Enquiry
	for i, id := range ids {
		if e := s.readEnquiry(id, all[i].Val()); e.Person != "" && e.Open() {
			open = append(open, e)
		}
	}
	slices.SortFunc(open, func(a, b conversation.Enquiry) int { return cmp.Compare(a.Number, b.Number) })
	return open, nil
}

// Take gives an enquiry to an organiser, and tells the person. It is false where
// somebody else has it, or it is answered.
func (s *Store) Take(ctx context.Context, o seats.Operation, id string, name conversation.Private) (bool, error) {
	e, ok, err := s.Enquiry(ctx, id)
	if !ok || err != nil {
		return false, err
	}
	key, ok, err := s.enquiryKey(ctx, id)
	if !ok || err != nil {
		return false, err
	}
	taken, err := s.turnEnquiry(ctx, id, turning{
		from: " sent ", to: conversation.EnquiryTaken, once: "by", kind: seats.KindTaken,
		fields: []any{"by", string(o.By), "taken", millis(o.At), "taker", s.seal(enquirer(id), "taker", key, string(name))},
	}, recipient{e.Person, e.Language})
	if taken || err != nil {
		return taken, err
	}
	by, err := s.redis.HGet(ctx, s.keys.enquiry(id), "by").Result() // it may be theirs already
	if errors.Is(err, redis.Nil) {
		return false, nil
	}
	return seats.Person(by) == o.By, wrap("take", err)
}

// CloseEnquiry says that nobody can answer an enquiry, and tells the person. It is
// false where it is answered or closed, where somebody else has it or nobody, and
// for a call for help, which is never closed so.
func (s *Store) CloseEnquiry(ctx context.Context, o seats.Operation, id string) (bool, error) {
	e, ok, err := s.Enquiry(ctx, id)
	if !ok || err != nil || !e.MayClose(o.By) {
		return false, err
	}
	return s.turnEnquiry(ctx, id, turning{
		from: " taken ", to: conversation.EnquiryClosed, once: "closed", kind: seats.KindClosed, fields: []any{"closed", millis(o.At)},
	}, recipient{e.Person, e.Language})
}

// raise tells all organisers of an enquiry that nobody took, once.
func (s *Store) raise(ctx context.Context, at time.Time, e conversation.Enquiry) error {
	e.Widened = true
	_, recipients, err := s.concerned(ctx, e)
	if err != nil {
		return err
	}
	_, err = s.turnEnquiry(ctx, e.ID, turning{
		from: " sent ", once: "raised", kind: seats.KindRaised, fields: []any{"raised", millis(at)},
	}, recipients...)
	return err
}

// A turning is how an enquiry goes on, as turn.lua has it.
type turning struct {
	from   string
	to     conversation.EnquiryState
	once   string
	fields []any
	kind   seats.Kind
}

func (s *Store) turnEnquiry(ctx context.Context, id string, t turning, recipients ...recipient) (bool, error) {
	args := append([]any{id, t.from, string(t.to), t.once, len(t.fields)}, t.fields...)
	args = append(append(args, string(t.kind)), spoken(recipients)...)
	done, err := turnScript.Run(ctx, s.redis, s.keys.ofEnquiry(id), args...).Bool()
	if errors.Is(err, redis.Nil) {
		return false, nil
	}
	return done, wrap("turn", err)
}

// enquiryKey is what the texts of an enquiry are sealed with; ok is false where
// there is no such enquiry any more.
func (s *Store) enquiryKey(ctx context.Context, id string) (key []byte, ok bool, err error) {
	wrapped, err := s.redis.HGet(ctx, s.keys.enquiry(id), "key").Result()
	if errors.Is(err, redis.Nil) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, wrap("enquiry", err)
	}
	_, key, err = s.dataKey(enquirer(id), wrapped)
	return key, err == nil, wrap("enquiry", err)
}

// Respond keeps an organiser's answer to an enquiry, owes it to the person, and
// tells the other organisers where they do not see it in their group. It returns
// the answer's number, and the one before it if there was one; 0 where there is no
// such enquiry any more.
func (s *Store) Respond(ctx context.Context, o seats.Operation, id string, a conversation.Answer) (n int, before *conversation.Answer, err error) {
	e, ok, err := s.Enquiry(ctx, id)
	if !ok || err != nil {
		return 0, nil, err
	}
	key, ok, err := s.enquiryKey(ctx, id)
	if !ok || err != nil {
		return 0, nil, err
	}
	record, err := json.Marshal(answerRecord{
		By: o.By, At: o.At.UnixMilli(), Chat: a.Chat, Message: a.Message, Copied: a.Copied, Silent: a.Silent,
		Name: s.seal(enquirer(id), "reply", key, string(a.Name)), Text: s.seal(enquirer(id), "reply", key, string(a.Text)),
	})
	if err != nil {
		return 0, nil, wrap("respond", err)
	}
	others, err := s.others(ctx, o.By, e)
	if err != nil {
		return 0, nil, err
	}
	args := append([]any{id, s.opts.Seal.cover(o.ID), record, string(e.Language)}, spoken(others)...)
	answer, err := respondScript.Run(ctx, s.redis, s.keys.ofEnquiry(id), args...).StringSlice()
	if err != nil || answer[0] == "" {
		return 0, nil, wrap("respond", err)
	}
	if earlier, ok := s.readAnswer(id, key, answer[1]); ok {
		before = &earlier
	}
	return number(answer[0]), before, nil
}

// others are the organisers, but for one, where they have no group in which they
// see everything.
func (s *Store) others(ctx context.Context, who seats.Person, e conversation.Enquiry) ([]recipient, error) {
	_, all, err := s.concerned(ctx, e)
	return slices.DeleteFunc(all, func(r recipient) bool {
		_, _, group := seats.IsGroup(r.Person)
		return group || r.Person == who
	}), err
}

// Posted settles a notice about an enquiry and remembers the message that shows it:
// who replies to that speaks of the enquiry.
func (s *Store) Posted(ctx context.Context, owed delivery.Owed, chat int64, message int) error {
	if err := s.Shown(ctx, owed.Thing, owed.Person, chat, message); err != nil {
		return err
	}
	return s.Settle(ctx, owed)
}

// Shown notes that a message in somebody's chat shows an enquiry; an empty id: none
// any more.
func (s *Store) Shown(ctx context.Context, id string, who seats.Person, chat int64, message int) error {
	if id == "" {
		return wrap("posted", s.redis.Del(ctx, s.keys.post(chat, message)).Err())
	}
	keys := []string{s.keys.enquiry(id), s.keys.post(chat, message)}
	args := []any{id, string(who), postField(chat, message), s.opts.Term.Milliseconds()}
	return wrap("posted", postedScript.Run(ctx, s.redis, keys, args...).Err())
}

// EnquiryAt is the enquiry that a message shows, or else the letter of a number: one
// may be answered before its message is known, or where its sender died of it. Empty:
// none.
func (s *Store) EnquiryAt(ctx context.Context, chat int64, message int, letter int64) (id string, err error) {
	known, err := s.redis.MGet(ctx, s.keys.post(chat, message), s.keys.letter(letter)).Result()
	for _, value := range known {
		if id, ok := value.(string); ok {
			return id, nil
		}
	}
	return "", wrap("post", err)
}

// prepare makes a letter about an enquiry ready: it remembers of which one it is, and
// puts that to what is known.
func (s *Store) prepare(ctx context.Context, n seats.Notice, reply *conversation.Reply) error {
	if err := s.redis.Set(ctx, s.keys.letter(n.Number), n.Thing, s.opts.Term).Err(); err != nil {
		return wrap("prepare", err)
	}
	return s.addEnquiry(ctx, n.Thing, reply)
}

// tellUndelivered tells organisers that an answer did not reach the person.
func (s *Store) tellUndelivered(ctx context.Context, owed delivery.Owed) error {
	e, ok, err := s.Enquiry(ctx, owed.Thing)
	if !ok || err != nil {
		return err
	}
	_, recipients, err := s.concerned(ctx, e)
	if err != nil {
		return err
	}
	told := "undelivered:" + strconv.Itoa(owed.Party)
	_, err = s.turnEnquiry(ctx, owed.Thing, turning{
		from: " sent taken answered closed ", once: told, kind: seats.KindUndelivered, fields: []any{told, "1"},
	}, recipients...)
	return err
}

// widen tells all other organisers, once, of a call for help that could not be said
// to the one who alone was to hear it.
func (s *Store) widen(ctx context.Context, owed delivery.Owed) error {
	e, ok, err := s.Enquiry(ctx, owed.Thing)
	if !ok || err != nil || !e.Confided() {
		return err
	}
	contact, err := s.Contact(ctx)
	_, _, group := seats.IsGroup(owed.Person)
	alone := group || owed.Kind == kindOf(e) && contact != ""
	if err != nil || !alone {
		return err
	}
	all, err := s.everybody(ctx, contact)
	if err != nil {
		return err
	}
	others := slices.DeleteFunc(all, func(r recipient) bool { return r.Person == owed.Person })
	_, err = s.turnEnquiry(ctx, owed.Thing, turning{
		from: " sent ", once: "widened:" + string(owed.Kind), kind: kindOf(e), fields: []any{"widened:" + string(owed.Kind), "1", "widened", "1"},
	}, others...)
	return err
}

// eraseEnquiries takes away what somebody asked, and what is known of the letters
// in their chat about it. Those of organisers stay, so that they can be told that it
// is gone.
func (s *Store) eraseEnquiries(ctx context.Context, who seats.Person) error {
	ids, err := s.redis.ZRange(ctx, s.keys.enquiries(), 0, -1).Result()
	if err != nil {
		return wrap("enquiries", err)
	}
	for _, id := range ids {
		asker, err := s.redis.HGet(ctx, s.keys.enquiry(id), "person").Result()
		if err != nil && !errors.Is(err, redis.Nil) {
			return wrap("enquiries", err)
		}
		if seats.Person(asker) != who && asker != "" {
			continue
		}
		if err := s.eraseEnquiry(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) eraseEnquiry(ctx context.Context, id string) error {
	fields, err := s.redis.HKeys(ctx, s.keys.enquiry(id)).Result()
	if err == nil {
		err = s.erasePosts(ctx, fields)
	}
	if err != nil {
		return wrap("enquiries", err)
	}
	p := s.redis.TxPipeline()
	late := p.HKeys(ctx, s.keys.enquiry(id)) // a letter may have arrived meanwhile
	p.Del(ctx, s.keys.enquiry(id))
	for _, list := range s.keys.lists() {
		p.ZRem(ctx, list, id)
	}
	if err := run(ctx, p); err != nil {
		return wrap("enquiries", err)
	}
	return wrap("enquiries", s.erasePosts(ctx, late.Val()))
}

// erasePosts takes the posts away that are among the fields of an enquiry.
func (s *Store) erasePosts(ctx context.Context, fields []string) error {
	p := s.redis.Pipeline()
	for _, field := range fields {
		if strings.HasPrefix(field, posting) {
			p.Del(ctx, s.keys.prefix+field)
		}
	}
	return run(ctx, p)
}

// Raise tells organisers again of what nobody has taken in time. What is due is asked
// of an enquiry without its texts.
func (s *Store) Raise(ctx context.Context, at time.Time, due func(conversation.Enquiry) time.Time) error {
	untaken, err := s.redis.ZRangeWithScores(ctx, s.keys.untaken(), 0, -1).Result()
	if err != nil || len(untaken) == 0 {
		return wrap("raise", err)
	}
	p := s.redis.Pipeline()
	danger := make([]*redis.StringCmd, len(untaken))
	for i, z := range untaken {
		danger[i] = p.HGet(ctx, s.keys.enquiry(z.Member.(string)), "danger")
	}
	if err := run(ctx, p); err != nil {
		return wrap("raise", err)
	}
	for i, z := range untaken {
		e := conversation.Enquiry{ID: z.Member.(string), At: time.UnixMilli(int64(z.Score)), Danger: danger[i].Val() != ""}
		if when := due(e); when.IsZero() || at.Before(when) {
			continue
		}
		if err := s.raise(ctx, at, e); err != nil {
			return err
		}
	}
	return nil
}
