-- One atomic step: what a person asks of the seats, the talk that follows from
-- the outcome, and the notices owed. The readable twin is package bot/seats.
--
-- KEYS
--  1 talk       HASH of this person: stage subject nonce language screen ops
--  2 sealed     HASH of this person: key name remark
--  3 clock      STRING, the latest time seen, in ms
--  4 seats      HASH person -> visit|party|since|code|token
--  5 holds      HASH person -> visit|party|until
--  6 deadlines  ZSET person by the until of the hold
--  7 taken      HASH visit -> places taken by seats and holds
--  8 codes      HASH code -> person
--  9 sent       HASH person -> code|file|message,message
-- 10 outbox     STREAM of notices: kind person code messages language
-- 11 people     ZSET person by last contact
-- ARGV
--  1 now        ms
--  2 person
--  3 op         id under which the answer is kept; '' keeps none
--  4 args       what the operation is about, to tell a replay from a mismatch
--  5 expect     the talk's version; '' takes any
--  6 next       the talk's version from now on
--  7 move       'move' changes the talk, 'still' leaves it, 'look' leaves no trace of the person at all
--  8 act        9 visit  10 party  11 capacity  12 keep (ms)  13 code  14 token
-- 15 language   chosen now; '' keeps
-- 16 tongue     language of a talk that begins
-- 17 home       stage at which a talk begins
-- 18 screen     message id; '' keeps
-- 19 brief      ms to keep a person without a seat
-- 20 term       ms to keep a person with a seat
-- 21 texts      'none', 'seat' keeps key and name with a confirmed seat that has none, 'typed' writes what is given
-- 22 key        23 name ('' with an empty key: both stay)  24 remark ('' takes away, '=' keeps)
-- 25 ...        outcome, stage, subject: where the talk goes for each outcome
-- RETURNS
-- outcome left again stage subject nonce language screen seat hold sent key name remark now former,
-- where again is '1' if the operation was carried out before, and former the
-- message that was the screen before, if it was another; then visit and places taken, for every visit that has a counter

local talk, sealed, clock, seats, holds, deadlines = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local taken, codes, sent, outbox, people = KEYS[7], KEYS[8], KEYS[9], KEYS[10], KEYS[11]
local now, person, op, args, expect, next_version, move = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6], ARGV[7]
local act, visit, party, capacity, keep = ARGV[8], ARGV[9], tonumber(ARGV[10]), tonumber(ARGV[11]), tonumber(ARGV[12])
local code, token, language, tongue, home, screen = ARGV[13], ARGV[14], ARGV[15], ARGV[16], ARGV[17], ARGV[18]
local brief, term, texts, key, name, remark = ARGV[19], ARGV[20], ARGV[21], ARGV[22], ARGV[23], ARGV[24]

-- read

local function text(value)
  return value or ''
end

local function seat_of(who)
  local v, p, since, c, t = text(redis.call('HGET', seats, who)):match('^([^|]*)|([^|]*)|([^|]*)|([^|]*)|([^|]*)$')
  if v then
    return { visit = v, party = tonumber(p), since = since, code = c, token = t }
  end
end

local function hold_of(who)
  local v, p, expiry = text(redis.call('HGET', holds, who)):match('^([^|]*)|([^|]*)|([^|]*)$')
  if v then
    return { visit = v, party = tonumber(p), expiry = expiry }
  end
end

local function free(v)
  return capacity - tonumber(redis.call('HGET', taken, v) or 0)
end

local function lacks(grow)
  return grow > 0 and free(visit) < grow
end

local function shortage(places)
  return places <= 0 and 'full' or 'toofew'
end

-- write

local function count(v, people_more)
  redis.call('HINCRBY', taken, v, people_more)
end

local function write_hold(h)
  redis.call('HSET', holds, person, h.visit .. '|' .. h.party .. '|' .. h.expiry)
  redis.call('ZADD', deadlines, h.expiry, person)
end

local function drop_hold(who)
  local h = hold_of(who)
  if h then
    count(h.visit, -h.party)
    redis.call('HDEL', holds, who)
  end
  redis.call('ZREM', deadlines, who)
end

local function owe(kind, c, messages)
  local speaks = text(redis.call('HGET', talk, 'language'))
  redis.call('XADD', outbox, '*', 'kind', kind, 'person', person, 'code', c, 'messages', messages, 'language', speaks)
end

local function write_seat(s)
  redis.call('HSET', seats, person, s.visit .. '|' .. s.party .. '|' .. s.since .. '|' .. s.code .. '|' .. s.token)
  redis.call('HSET', codes, s.code, person)
  owe('ticket', s.code, '')
end

-- A picture that was sent shows the name and the language of its time.
local function forget_picture()
  local c, messages = text(redis.call('HGET', sent, person)):match('^([^|]*)|[^|]*|([^|]*)$')
  if c then
    redis.call('HSET', sent, person, c .. '||' .. messages)
  end
end

local function void_ticket(s)
  redis.call('HDEL', codes, s.code)
  local c, messages = text(redis.call('HGET', sent, person)):match('^([^|]*)|[^|]*|([^|]*)$')
  if c then
    owe('void', c, messages)
    redis.call('HDEL', sent, person)
  end
end

local function leave_seat(s)
  void_ticket(s)
  count(s.visit, -s.party)
  redis.call('HDEL', seats, person)
end

local function free_expired()
  for _, who in ipairs(redis.call('ZRANGEBYSCORE', deadlines, '-inf', now, 'LIMIT', 0, 1000)) do
    drop_hold(who)
  end
end

-- the acts: each returns its outcome

local acts = {}

function acts.nothing()
  return 'done'
end

function acts.hold(seat, hold)
  if seat and seat.visit == visit then
    return 'seated'
  end
  if hold and hold.visit == visit then
    return 'holding'
  end
  local wanted = seat and seat.party or 1
  if free(visit) < wanted then
    return shortage(free(visit))
  end
  drop_hold(person)
  count(visit, wanted)
  write_hold({ visit = visit, party = wanted, expiry = string.format('%.0f', tonumber(now) + keep) })
  return 'held'
end

function acts.fit(_, hold)
  if not hold or hold.visit ~= visit then
    return 'gone'
  end
  local grow = party - hold.party
  if lacks(grow) then
    return 'toofew'
  end
  count(visit, grow)
  hold.party = party
  write_hold(hold)
  return 'fitted'
end

function acts.confirm(seat, hold)
  if not hold or hold.visit ~= visit then
    return 'gone'
  end
  if redis.call('HEXISTS', codes, code) == 1 then
    return 'taken'
  end
  if seat then
    leave_seat(seat)
  end
  redis.call('HDEL', holds, person)
  redis.call('ZREM', deadlines, person)
  write_seat({ visit = hold.visit, party = hold.party, since = now, code = code, token = token })
  return seat and 'moved' or 'confirmed'
end

function acts.release(seat, hold)
  if not hold or hold.visit ~= visit then
    return 'gone'
  end
  drop_hold(person)
  if not seat then
    redis.call('DEL', sealed)
  end
  return 'released'
end

function acts.resize(seat)
  if not seat or seat.visit ~= visit then
    return 'noseat'
  end
  local grow = party - seat.party
  if lacks(grow) then
    return 'toofew'
  end
  if grow == 0 then
    return 'fitted'
  end
  if redis.call('HEXISTS', codes, code) == 1 then
    return 'taken'
  end
  void_ticket(seat)
  count(visit, grow)
  seat.party, seat.code, seat.token = party, code, token
  write_seat(seat)
  return 'fitted'
end

function acts.cancel(seat)
  if not seat then
    return 'noseat'
  end
  leave_seat(seat)
  return 'cancelled'
end

function acts.show(seat)
  if not seat then
    return 'noseat'
  end
  owe('ticket', seat.code, '')
  return 'shown'
end

function acts.erase(seat)
  drop_hold(person)
  if seat then
    leave_seat(seat)
  end
  redis.call('DEL', sealed)
  return 'erased'
end

-- the talk

local function whither(outcome)
  for i = 25, #ARGV, 3 do
    if ARGV[i] == outcome then
      return ARGV[i + 1], ARGV[i + 2]
    end
  end
end

local function begin_talk()
  redis.call('HSET', talk, 'stage', home, 'subject', '', 'nonce', next_version, 'language', tongue, 'screen', '0')
end

local function move_talk(outcome)
  local stage, subject = whither(outcome)
  if stage then
    redis.call('HSET', talk, 'stage', stage, 'subject', subject)
  end
  redis.call('HSET', talk, 'nonce', next_version)
  if language ~= '' then
    redis.call('HSET', talk, 'language', language)
    forget_picture()
  end
end

-- The texts of a person are kept with a seat, or as long as a talk without one.
local function keep_texts(outcome)
  if texts == 'seat' and (outcome == 'confirmed' or outcome == 'moved') and redis.call('HEXISTS', sealed, 'key') == 0 then
    redis.call('HSET', sealed, 'key', key, 'name', name)
  elseif texts == 'typed' then
    if key ~= '' then
      redis.call('HSET', sealed, 'key', key, 'name', name)
      forget_picture()
    end
    if remark == '' then
      redis.call('HDEL', sealed, 'remark')
    elseif remark ~= '=' then
      redis.call('HSET', sealed, 'remark', remark)
    end
  end
end

local function extend_terms()
  local lasting = redis.call('HEXISTS', seats, person) == 1 and term or brief
  redis.call('PEXPIRE', talk, lasting)
  redis.call('PEXPIRE', sealed, lasting)
  redis.call('ZADD', people, now, person)
end

-- The answers of a person's latest operations: one line each, the newest first.
local kept_operations = 16

local operation_line = '([^\n|]*)|([^\n]-)|([^\n|]*)|([^\n|]*)\n'

local function find_operation(ops)
  for id, about, outcome, left in ops:gmatch(operation_line) do
    if id == op then
      return about, outcome, left
    end
  end
end

local function keep_operation(ops, outcome, left)
  local lines, n = op .. '|' .. args .. '|' .. outcome .. '|' .. left .. '\n', 1
  for line in ops:gmatch('[^\n]*\n') do
    if n < kept_operations then
      lines, n = lines .. line, n + 1
    end
  end
  redis.call('HSET', talk, 'ops', lines)
end

local former = ''

local function answer(outcome, left, again)
  local t = redis.call('HMGET', talk, 'stage', 'subject', 'nonce', 'language', 'screen')
  local s = redis.call('HMGET', sealed, 'key', 'name', 'remark')
  local reply = {
    outcome, left, again or '', text(t[1]), text(t[2]), text(t[3]), text(t[4]), text(t[5]),
    text(redis.call('HGET', seats, person)), text(redis.call('HGET', holds, person)), text(redis.call('HGET', sent, person)),
    text(s[1]), text(s[2]), text(s[3]), now, former,
  }
  for _, value in ipairs(redis.call('HGETALL', taken)) do
    reply[#reply + 1] = value
  end
  return reply
end

-- the step

local latest = redis.call('GET', clock)
if latest and #latest == #now and latest > now then
  now = latest
end
redis.call('SET', clock, now)
free_expired()

if move == 'look' then
  return answer('done', '')
end

local known = redis.call('HMGET', talk, 'nonce', 'ops')
local begun, ops = known[1], text(known[2])
if op ~= '' then
  local about, outcome, left = find_operation(ops)
  if about == args then
    return answer(outcome, left, '1')
  elseif about then
    return answer('stale', '')
  end
end

-- The version is new with every step: if it is here already, this step was
-- taken and the connection broke before its answer arrived.
if begun == next_version and move == 'move' then
  return answer('done', '')
end
if not begun and act == 'erase' then -- run again after the talk was erased
  return answer('erased', '')
end
if not begun then
  begin_talk()
end
if screen ~= '' then
  local before = text(redis.call('HGET', talk, 'screen'))
  former = before ~= screen and before or ''
  redis.call('HSET', talk, 'screen', screen)
end
if expect ~= '' and expect ~= begun then
  extend_terms()
  return answer('stale', '')
end

local seat, hold = seat_of(person), hold_of(person)
if hold and tonumber(hold.expiry) <= tonumber(now) then -- of more than free_expired takes at once
  drop_hold(person)
  hold = nil
end
local outcome = acts[act](seat, hold)
if outcome == 'taken' then
  return answer('taken', '')
end
local left = ''
if seat and (outcome == 'moved' or outcome == 'cancelled' or outcome == 'erased') then
  left = seat.visit
end
if move == 'move' then
  move_talk(outcome)
end
keep_texts(outcome)
if outcome == 'erased' then
  local reply = answer(outcome, left)
  redis.call('DEL', talk)
  redis.call('ZREM', people, person)
  return reply
end
if op ~= '' and move == 'move' then
  keep_operation(ops, outcome, left)
end
extend_terms()
return answer(outcome, left)
