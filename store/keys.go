package store

import (
	"strconv"

	"visitbot/bot/seats"
)

// keys names every key of one bot. All share one hash tag, so that one script
// may touch any of them in a cluster, and a cluster scales by bots. What one
// person alone needs has a key per person; all else is a fixed set.
//
//	{visitbot:42}:clock          STRING  1704798000000                 latest time seen, ms
//	{visitbot:42}:serial         STRING  1042                          latest number given
//	{visitbot:42}:seats          HASH    tg:7 → romexpo|2|1704798000000|K7M4QX|hPb3…|0000000000042|smile|1|2|1704980000000|tg:9|5
//	{visitbot:42}:holds          HASH    tg:7 → romexpo|2|1704798300000|77        the last is the offer's id, or nothing
//	{visitbot:42}:waits          HASH    tg:7 → smile|2|1000000000043|1704800000000||1;…
//	{visitbot:42}:index          ZSET    q|smile|1000000000043|2|tg:7 by 0        see lua/seats.lua
//	{visitbot:42}:deadlines      ZSET    tg:7 by 1704798300000
//	{visitbot:42}:taken          HASH    romexpo → 12
//	{visitbot:42}:tallies        HASH    waiting|romexpo → 3
//	{visitbot:42}:capacity       HASH    romexpo → 25                  set by organisers
//	{visitbot:42}:halted         HASH    smile → fallen, closed|smile → 1, paused|smile → 1704798360000
//	{visitbot:42}:leavers        HASH    romexpo → tg:7
//	{visitbot:42}:codes          HASH    K7M4QX → tg:7, hPb3… → tg:7
//	{visitbot:42}:sent           HASH    tg:7 → K7M4QX|AgACAgQ…|31,47
//	{visitbot:42}:outbox         STREAM  kind offer person tg:7 number 1042 visit romexpo thing 77 until 1704805200000
//	{visitbot:42}:attempts       HASH    1704798000000-0 → 4KX…,       tries to send a notice that may have arrived
//	{visitbot:42}:dead           STREAM  a notice, and why it was not said, and when
//	{visitbot:42}:journal        STREAM  at 1704798000000 cause hold op x7f by self who 3f9a… change "hold romexpo 2" hash 9c1e…
//	{visitbot:42}:chain          STRING  9c1e…                         hash of the journal's latest line
//	{visitbot:42}:pens           HASH    tg:7 → 3f9a…                  who is who in the journal
//	{visitbot:42}:jobs           HASH    reminder-day-2024-01-11 → s|romexpo|0000000000042|tg:7, or done
//	{visitbot:42}:people         ZSET    tg:7 by 1704798000000         last contact, ms
//	{visitbot:42}:datakey        STRING  9f2c…                         fingerprint of the data key
//	{visitbot:42}:poller         STRING  7d1e…                         who may poll, expires by itself
//	{visitbot:42}:sweeper        STRING  7d1e…                         who does what is due, expires by itself
//	{visitbot:42}:windows        ZSET    j3k9 by 1704798360000         what organisers can undo, and until when
//	{visitbot:42}:window:j3k9    HASH    see lua/order.lua             how everybody concerned stood; notices that wait
//	{visitbot:42}:news           LIST    full|romexpo||1704798000000|x7f   what organisers are told next
//	{visitbot:42}:asked          STRING  2026-W49                      the latest week in which organisers were asked about old facts
//	{visitbot:42}:team           HASH    tg:7 → steward|romexpo|1704798000000|tg:9|… and a sealed name
//	{visitbot:42}:invite:Xk2…    STRING  steward|romexpo|tg:9          expires by itself
//	{visitbot:42}:draft:tg:9     STRING  what an organiser is in the middle of, sealed; expires by itself
//	{visitbot:42}:latest:tg:9    STRING  j3k9                          what an organiser can undo; expires by itself
//	{visitbot:42}:printed:smile  HASH    K7M4QX → 2, at → 1704798000000 the door's list as it was printed
//	{visitbot:42}:overrides      HASH    meeting|romexpo|ro → La intrare, version → 3
//	{visitbot:42}:desk           STRING  -1001234|7                    the organisers' chat and topic
//	{visitbot:42}:caster          STRING  7d1e…                         who sends announcements, expires by itself
//	{visitbot:42}:casts           ZSET    k7m4 by 1704798000000         announcements by creation, ms
//	{visitbot:42}:casting         ZSET    k7m4 by 1704798000000         those to be worked off by start, ms
//	{visitbot:42}:cast:k7m4       HASH    state at started ended chat message language all turns underway, figures; sealed: key text:uk
//	{visitbot:42}:cast:k7m4:left  ZSET    tg:7 by 0                     who is still written to, by tries given up
//	{visitbot:42}:cast:k7m4:fates ZSET    refused|tg:7 by 0             who was not reached, or perhaps not
//	{visitbot:42}:answer:j3k9    STRING  what it was about, and on the next line the answer: arrived|tg:7
//	{visitbot:42}:tongues        HASH    tg:9 → ro                     in which language organisers speak
//	{visitbot:42}:told           ZSET    romexpo|hours|9f3c…|uk|tg:7 by 1704798000000   who was told which fact, how it read, in which language
//	{visitbot:42}:corrected      HASH    romexpo|hours → 1704798000000   up to which change people were told
//	{visitbot:42}:comebacks      ZSET    romexpo|2024-01-22|uk|tg:7 by 1705852800000   who wants to be reminded, and when
//	{visitbot:42}:enquiries      ZSET    q4f1 by 1704798000000         what people ask the organisers
//	{visitbot:42}:unanswered     ZSET    q4f1 by 1704798000000         of those, what somebody still has to answer
//	{visitbot:42}:untaken        ZSET    q4f1 by 1704798000000         of those, what nobody has taken, and is not raised yet
//	{visitbot:42}:enquiry:q4f1   HASH    person state at about …, sealed: key text name; see lua/ask.lua
//	{visitbot:42}:post:-1001|57  STRING  q4f1                          the message that shows an enquiry or its answer; expires by itself
//	{visitbot:42}:letter:1042    STRING  q4f1                          of which enquiry a letter about one is; expires by itself
//	{visitbot:42}:talk:tg:7      HASH    stage subject nonce language screen ops centre
//	{visitbot:42}:sealed:tg:7    HASH    key name remark sentence      all sealed
type keys struct{ prefix string }

func keysOf(bot string) keys { return keys{"{visitbot:" + bot + "}:"} }

func (k keys) clock() string     { return k.prefix + "clock" }
func (k keys) serial() string    { return k.prefix + "serial" }
func (k keys) seats() string     { return k.prefix + "seats" }
func (k keys) holds() string     { return k.prefix + "holds" }
func (k keys) waits() string     { return k.prefix + "waits" }
func (k keys) index() string     { return k.prefix + "index" }
func (k keys) deadlines() string { return k.prefix + "deadlines" }
func (k keys) taken() string     { return k.prefix + "taken" }
func (k keys) tallies() string   { return k.prefix + "tallies" }
func (k keys) capacity() string  { return k.prefix + "capacity" }
func (k keys) halted() string    { return k.prefix + "halted" }
func (k keys) leavers() string   { return k.prefix + "leavers" }
func (k keys) codes() string     { return k.prefix + "codes" }
func (k keys) sent() string      { return k.prefix + "sent" }
func (k keys) outbox() string    { return k.prefix + "outbox" }
func (k keys) attempts() string  { return k.prefix + "attempts" }
func (k keys) dead() string      { return k.prefix + "dead" }
func (k keys) journal() string   { return k.prefix + "journal" }
func (k keys) chain() string     { return k.prefix + "chain" }
func (k keys) pens() string      { return k.prefix + "pens" }
func (k keys) jobs() string      { return k.prefix + "jobs" }
func (k keys) people() string    { return k.prefix + "people" }
func (k keys) dataKey() string   { return k.prefix + "datakey" }
func (k keys) poller() string    { return k.prefix + "poller" }
func (k keys) sweeper() string   { return k.prefix + "sweeper" }

func (k keys) windows() string    { return k.prefix + "windows" }
func (k keys) news() string       { return k.prefix + "news" }
func (k keys) asked() string      { return k.prefix + "asked" }
func (k keys) team() string       { return k.prefix + "team" }
func (k keys) overrides() string  { return k.prefix + "overrides" }
func (k keys) desk() string       { return k.prefix + "desk" }
func (k keys) tongues() string    { return k.prefix + "tongues" }
func (k keys) told() string       { return k.prefix + "told" }
func (k keys) corrected() string  { return k.prefix + "corrected" }
func (k keys) comebacks() string  { return k.prefix + "comebacks" }
func (k keys) enquiries() string  { return k.prefix + "enquiries" }
func (k keys) unanswered() string { return k.prefix + "unanswered" }
func (k keys) untaken() string    { return k.prefix + "untaken" }

func (k keys) window(operation string) string { return k.prefix + "window:" + operation }
func (k keys) invite(token string) string     { return k.prefix + "invite:" + token }
func (k keys) draft(who seats.Person) string  { return k.prefix + "draft:" + string(who) }
func (k keys) latest(who seats.Person) string { return k.prefix + "latest:" + string(who) }
func (k keys) printed(visit string) string    { return k.prefix + "printed:" + visit }
func (k keys) answer(operation string) string { return k.prefix + "answer:" + operation }
func (k keys) talk(who seats.Person) string   { return k.prefix + "talk:" + string(who) }
func (k keys) sealed(who seats.Person) string { return k.prefix + "sealed:" + string(who) }

func (k keys) enquiry(id string) string { return k.prefix + "enquiry:" + id }

// lists are those in which an enquiry may stand.
func (k keys) lists() []string { return []string{k.enquiries(), k.unanswered(), k.untaken()} }

// ofEnquiry are those of the scripts about one enquiry.
func (k keys) ofEnquiry(id string) []string {
	return []string{k.enquiry(id), k.unanswered(), k.untaken(), k.outbox(), k.serial()}
}

func (k keys) post(chat int64, message int) string { return k.prefix + postField(chat, message) }

func (k keys) letter(number int64) string {
	return k.prefix + "letter:" + strconv.FormatInt(number, 10)
}

// posting begins the name of a post, without the bot's prefix.
const posting = "post:"

// postField names a post in its enquiry.
func postField(chat int64, message int) string {
	return posting + strconv.FormatInt(chat, 10) + "|" + strconv.Itoa(message)
}

func (k keys) caster() string             { return k.prefix + "caster" }
func (k keys) casts() string              { return k.prefix + "casts" }
func (k keys) casting() string            { return k.prefix + "casting" }
func (k keys) cast(id string) string      { return k.prefix + "cast:" + id }
func (k keys) castLeft(id string) string  { return k.prefix + "cast:" + id + ":left" }
func (k keys) castFates(id string) string { return k.prefix + "cast:" + id + ":fates" }

// The keys of each script, in the order its header names them.

// ofSeats are the keys of seats.lua; those of the script it is for follow.
func (k keys) ofSeats(more ...string) []string {
	return append([]string{
		k.clock(), k.serial(), k.seats(), k.holds(), k.waits(), k.index(), k.deadlines(), k.taken(), k.tallies(),
		k.capacity(), k.halted(), k.leavers(), k.codes(), k.sent(), k.outbox(), k.journal(), k.chain(), k.pens(),
	}, more...)
}

// ofOrder are those of order.lua, noshows.lua and undo.lua: of an operation, and
// of what it does or undoes.
func (k keys) ofOrder(operation, window string) []string {
	return k.ofSeats(k.answer(operation), k.windows(), k.window(window))
}

// ofUnwind are those of unwind.lua.
func (k keys) ofUnwind(operation string) []string {
	return k.ofSeats(k.windows(), k.window(operation))
}

// ofNote are those of note.lua.
func (k keys) ofNote(operation, hash string) []string {
	return []string{k.journal(), k.chain(), k.pens(), k.answer(operation), hash}
}

// ofCommit are those of commit.lua.
func (k keys) ofCommit(who seats.Person) []string {
	return append(k.ofPerson(who), k.draft(who), k.overrides(), k.team(), k.news(), k.told())
}

// ofPerson are those of forget.lua, and the first of commit.lua.
func (k keys) ofPerson(who seats.Person) []string {
	return k.ofSeats(k.talk(who), k.sealed(who), k.people())
}

func (k keys) ofPlace(who seats.Person) []string { return []string{k.talk(who)} }

func (k keys) ofReached() []string {
	return []string{k.seats(), k.sent(), k.outbox(), k.serial(), k.attempts()}
}
