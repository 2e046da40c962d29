package store

import "visitbot/bot/seats"

// keys names every key of one bot. All share one hash tag, so that one script
// may touch any of them in a cluster, and a cluster scales by bots. What one
// person alone needs has a key per person; all else is a fixed set.
//
//	{visitbot:42}:clock          STRING  1704798000000                 latest time seen, ms
//	{visitbot:42}:seats          HASH    tg:7 → romexpo|2|1704798000000|K7M4QX|hPb3…
//	{visitbot:42}:holds          HASH    tg:7 → romexpo|2|1704798300000
//	{visitbot:42}:deadlines      ZSET    tg:7 by 1704798300000
//	{visitbot:42}:taken          HASH    romexpo → 12
//	{visitbot:42}:codes          HASH    K7M4QX → tg:7
//	{visitbot:42}:sent           HASH    tg:7 → K7M4QX|AgACAgQ…|31,47
//	{visitbot:42}:outbox         STREAM  kind ticket person tg:7 code K7M4QX messages "" language uk
//	{visitbot:42}:people         ZSET    tg:7 by 1704798000000         last contact, ms
//	{visitbot:42}:datakey        STRING  9f2c…                         fingerprint of the data key
//	{visitbot:42}:poller         STRING  7d1e…                         who may poll, expires by itself
//	{visitbot:42}:talk:tg:7      HASH    stage subject nonce language screen ops
//	{visitbot:42}:sealed:tg:7    HASH    key name remark               all sealed
type keys struct{ prefix string }

func keysOf(bot string) keys { return keys{"{visitbot:" + bot + "}:"} }

func (k keys) clock() string     { return k.prefix + "clock" }
func (k keys) seats() string     { return k.prefix + "seats" }
func (k keys) holds() string     { return k.prefix + "holds" }
func (k keys) deadlines() string { return k.prefix + "deadlines" }
func (k keys) taken() string     { return k.prefix + "taken" }
func (k keys) codes() string     { return k.prefix + "codes" }
func (k keys) sent() string      { return k.prefix + "sent" }
func (k keys) outbox() string    { return k.prefix + "outbox" }
func (k keys) people() string    { return k.prefix + "people" }
func (k keys) dataKey() string   { return k.prefix + "datakey" }
func (k keys) poller() string    { return k.prefix + "poller" }

func (k keys) talk(who seats.Person) string   { return k.prefix + "talk:" + string(who) }
func (k keys) sealed(who seats.Person) string { return k.prefix + "sealed:" + string(who) }

// The keys of each script, in the order its header names them.

func (k keys) ofCommit(who seats.Person) []string {
	return []string{k.talk(who), k.sealed(who), k.clock(), k.seats(), k.holds(), k.deadlines(), k.taken(), k.codes(), k.sent(), k.outbox(), k.people()}
}

func (k keys) ofReached() []string { return []string{k.seats(), k.sent(), k.outbox()} }

func (k keys) ofPlace(who seats.Person) []string { return []string{k.talk(who)} }

func (k keys) ofForget(who seats.Person) []string {
	return []string{k.talk(who), k.sealed(who), k.seats(), k.holds(), k.deadlines(), k.taken(), k.codes(), k.sent(), k.people()}
}
