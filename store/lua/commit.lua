-- One atomic step of a person: what is asked of the seats, the talk that
-- follows from the outcome, and the notices owed. It begins with seats.lua.
--
-- KEYS
-- 19 talk       HASH of this person: stage subject nonce language screen ops centre
-- 20 sealed     HASH of this person: key name remark sentence
-- 21 people     ZSET person by last contact
-- 22 draft      STRING, what this person is in the middle of as an organiser
-- 23 overrides  HASH of what organisers have changed, and its version
-- 24 team       HASH person -> their role
-- 25 news       LIST of what organisers are told next: what|visit|party|at|version
-- 26 told       ZSET centre|topic|digest|language|person by when they were told
-- ARGV
--  9 person
-- 10 op         id under which the answer is kept; '' keeps none
-- 11 args       what the operation is about, to tell a replay from a mismatch
-- 12 expect     the talk's version; '' takes any
-- 13 next       the talk's version from now on
-- 14 move       'move' changes the talk, 'still' leaves it, 'look' leaves no trace of the person at all
-- 15 act        16 visit  17 party  18 keep (ms)  19 thing  20 closed ('1': a party may not grow)  21 code  22 token
-- 23 language   chosen now; '' keeps
-- 24 tongue     language of a talk that begins
-- 25 home       stage at which a talk begins
-- 26 screen     message id; '' keeps
-- 27 brief      ms to keep a person without a seat, an offer or a queue place
-- 28 term       ms to keep a person with one
-- 29 texts      'none', 'claim' keeps key and name with a new seat or queue place that has none, 'typed' writes what is given
-- 30 key        31 name ('' with an empty key: both stay)  32 remark ('' takes away, '=' keeps)  33 sentence ('' keeps)
-- 34 told       facts that the person is told by this, as centre|topic|digest, with spaces between
-- 35 centre     spoken of by this; '' keeps
-- 36 ...        outcome, stage, subject: where the talk goes for each outcome
-- RETURNS
-- outcome left again stage subject nonce language screen seat hold waits sent key name remark now former asked version centre,
-- where asked is '1' if the person is in the middle of something as an organiser, again is '1' if the operation was carried out before, and former the
-- message that was the screen before, if it was another; then how many visits
-- there are, and of each: visit capacity taken free waiting coming came passed halted;
-- then of each queue place: visit position

local talk, sealed, people = KEYS[19], KEYS[20], KEYS[21]
local person, op, args, expect, next_version, move = ARGV[9], ARGV[10], ARGV[11], ARGV[12], ARGV[13], ARGV[14]
local act, visit, party, keep, thing, closed = ARGV[15], ARGV[16], tonumber(ARGV[17]), tonumber(ARGV[18]), ARGV[19], ARGV[20]
local code, token, language, tongue, home, screen = ARGV[21], ARGV[22], ARGV[23], ARGV[24], ARGV[25], ARGV[26]
local brief, term, texts, data_key, name, remark, sentence = ARGV[27], ARGV[28], ARGV[29], ARGV[30], ARGV[31], ARGV[32], ARGV[33]

local function lacks(grow)
  return grow > 0 and (closed == '1' or free(visit) < grow)
end

local function code_is_used()
  return redis.call('HEXISTS', keys.codes, code) == 1
end

-- A picture that was sent shows the name and the language of its time.
local function forget_picture()
  local c, messages = text(redis.call('HGET', keys.sent, person)):match('^([^|]*)|[^|]*|([^|]*)$')
  if c then
    redis.call('HSET', keys.sent, person, c .. '||' .. messages)
  end
end

local function has(seat)
  return seat and (thing == '' or tonumber(thing) == tonumber(seat.rank))
end

-- Turn a hold or an offer into the seat. The seat in another visit is given up
-- in the same step.
local function take(seat, hold)
  if halted[hold.visit] == 'fallen' then
    return 'gone'
  end
  if code_is_used() then
    return 'taken'
  end
  if seat then
    leave_seat(person, seat)
  end
  remove_hold(person, hold)
  write_seat(person, new_seat(hold.visit, hold.party, code, token, rank_after(0)))
  only_dream(person, hold.visit)
  return seat and 'moved' or 'confirmed'
end

-- How much news is kept at most.
local most_news = 1000

local function news(what, v, n)
  redis.call('RPUSH', KEYS[25], table.concat({ what, v, n, now, next_version }, '|'))
  redis.call('LTRIM', KEYS[25], -most_news, -1)
end

-- Visits that became full by this step are news.
local function tell_full(before)
  for _, v in ipairs(visits) do
    if tonumber(taken[v] or 0) > tonumber(before[v] or 0) and room(v) == 0 then
      news('full', v, '')
    end
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
  local no = refusal(visit, wanted)
  if no then
    return no
  end
  drop_hold(person)
  count(visit, wanted)
  write_hold(person, { visit = visit, party = wanted, expiry = later(keep), offer = '' })
  return 'held'
end

function acts.fit(_, hold)
  if not hold or hold.visit ~= visit or hold.offer ~= '' then
    return 'gone'
  end
  local grow = party - hold.party
  if lacks(grow) then
    return 'toofew'
  end
  count(visit, grow)
  hold.party = party
  write_hold(person, hold)
  freed(visit, person, -grow)
  return 'fitted'
end

function acts.confirm(seat, hold)
  if not hold or hold.visit ~= visit or hold.offer ~= '' then
    return 'gone'
  end
  return take(seat, hold)
end

function acts.release(_, hold)
  if not hold or hold.visit ~= visit or hold.offer ~= '' then
    return 'gone'
  end
  drop_hold(person)
  return 'released'
end

function acts.resize(seat)
  if not seat or seat.visit ~= visit then
    return 'noseat'
  end
  if party < seat.came then
    return 'already'
  end
  local grow = party - seat.party
  if lacks(grow) then
    return 'toofew'
  end
  if grow == 0 then
    return 'fitted'
  end
  if code_is_used() then
    return 'taken'
  end
  void_ticket(person, seat)
  count(visit, grow)
  if seat.coming ~= '' then
    tell('coming', visit, grow)
  end
  freed(visit, person, -grow)
  seat.party, seat.code, seat.token = party, code, token
  write_seat(person, seat)
  for _, w in ipairs(waits_of(person)) do
    queue(person, { visit = w.visit, party = party, rank = w.rank, gather = w.gather, told = w.told, here = w.here })
  end
  return 'fitted'
end

function acts.cancel(seat)
  if not has(seat) then
    return 'noseat'
  end
  leave_seat(person, seat)
  news('cancel', seat.visit, seat.party)
  return 'cancelled'
end

function acts.show(seat)
  if not seat then
    return 'noseat'
  end
  owe('ticket', person, { code = seat.code })
  return 'shown'
end

function acts.erase(seat)
  drop_hold(person)
  if seat then
    leave_seat(person, seat)
  end
  leave_queues(person)
  for v, leaver in pairs(leavers) do
    if leaver == person then
      leavers[v] = nil
      redis.call('HDEL', keys.leavers, v)
    end
  end
  return 'erased'
end

function acts.wait(seat, hold)
  if seat and seat.visit == visit then
    return 'seated'
  elseif hold and hold.visit == visit then
    return 'holding'
  elseif halt(visit) and halt(visit) ~= 'paused' then
    return 'halted'
  elseif party > capacity(visit) then
    return 'toofew'
  elseif free(visit) >= party then
    return 'free'
  end
  local waits = waits_of(person)
  local w = wait_in(waits, visit)
  if not w and seat and #waits > 0 then
    return 'onlyone'
  end
  w = w or { visit = visit, rank = rank_after(1000000000000), gather = '', told = '', here = '' }
  queue(person, { visit = visit, party = party, rank = w.rank, gather = w.gather, told = w.told, here = w.here })
  return 'queued'
end

function acts.leave()
  unqueue(person, visit)
  return 'unqueued'
end

function acts.accept(seat, hold)
  if not hold or thing == '' or hold.offer ~= thing then
    return 'gone'
  end
  local outcome = take(seat, hold)
  if outcome == 'confirmed' or outcome == 'moved' then
    tell('passed', hold.visit, hold.party)
    leave_queues(person)
  end
  return outcome
end

function acts.decline(_, hold)
  if not hold or thing == '' or hold.offer ~= thing then
    return 'gone'
  end
  drop_hold(person)
  return 'declined'
end

function acts.prefer(seat)
  if not seat or seat.visit == visit then
    return 'noseat'
  end
  seat.following = visit
  rewrite_seat(person, seat)
  return 'preferred'
end

function acts.come(seat)
  if not has(seat) then
    return 'noseat'
  end
  if seat.coming == '' then
    seat.coming = '1'
    rewrite_seat(person, seat)
    tell('coming', seat.visit, seat.party)
  end
  return 'coming'
end

function acts.stand()
  local w = wait_in(waits_of(person), visit)
  if not w then
    return 'unqueued'
  end
  w.here = '1'
  rewrite_wait(person, w)
  redis.call('ZADD', keys.index, 0, 'd|' .. visit .. '|' .. w.rank .. '|' .. person)
  return 'standing'
end

function acts.rate(seat)
  if not has(seat) then
    return 'noseat'
  end
  seat.rating = party
  rewrite_seat(person, seat)
  return 'rated'
end

-- the talk

local function whither(outcome)
  for i = 36, #ARGV, 3 do
    if ARGV[i] == outcome then
      return ARGV[i + 1], ARGV[i + 2]
    end
  end
end

local function begin_talk()
  redis.call('HSET', talk, 'stage', home, 'subject', '', 'nonce', next_version, 'language', tongue, 'screen', '0')
end

-- Stages at which something is to be typed.
local typing = { naming = true, remarking = true, rating = true }

local function move_talk(outcome)
  local stage, subject = whither(outcome)
  if stage then
    redis.call('HSET', talk, 'stage', stage, 'subject', subject)
  end
  if typing[stage] then -- what is typed next is for the talk
    redis.call('DEL', KEYS[22])
  end
  redis.call('HSET', talk, 'nonce', next_version)
  if language ~= '' then
    redis.call('HSET', talk, 'language', language)
    forget_picture()
  end
end

local claiming = { confirmed = true, moved = true, queued = true }

local function has_claims()
  local h = hold_of(person)
  return redis.call('HEXISTS', keys.seats, person) == 1 or redis.call('HEXISTS', keys.waits, person) == 1 or h and h.offer ~= ''
end

local function claims_anything()
  return has_claims() or redis.call('HEXISTS', keys.holds, person) == 1
end

-- The texts of a person are kept with a seat or a queue place, or as long as a
-- talk without one.
local function keep_texts(outcome)
  if texts == 'claim' and claiming[outcome] and redis.call('HEXISTS', sealed, 'key') == 0 then
    redis.call('HSET', sealed, 'key', data_key, 'name', name)
  elseif texts == 'typed' then
    if data_key ~= '' then
      redis.call('HSET', sealed, 'key', data_key, 'name', name)
      forget_picture()
    end
    if remark == '' then
      redis.call('HDEL', sealed, 'remark')
    elseif remark ~= '=' then
      redis.call('HSET', sealed, 'remark', remark)
    end
    if sentence ~= '' then
      redis.call('HSET', sealed, 'sentence', sentence)
    end
  end
  if outcome == 'erased' or outcome == 'released' and not has_claims() then
    redis.call('DEL', sealed)
  end
end

-- Who was told what, so that they can be told when it changes; and the centre
-- that "it" means from now on.
local function remember_told()
  local speaks_now = text(redis.call('HGET', talk, 'language'))
  for fact in ARGV[34]:gmatch('%S+') do
    redis.call('ZADD', KEYS[26], now, fact .. '|' .. speaks_now .. '|' .. person)
  end
  if ARGV[35] ~= '' then
    redis.call('HSET', talk, 'centre', ARGV[35])
  end
end

local function extend_terms()
  local lasting = has_claims() and term or brief
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
  local kept, n = op .. '|' .. args .. '|' .. outcome .. '|' .. left .. '\n', 1
  for line in ops:gmatch('[^\n]*\n') do
    if n < kept_operations then
      kept, n = kept .. line, n + 1
    end
  end
  redis.call('HSET', talk, 'ops', kept)
end

-- How many in a queue can be offered a place before a rank.
local function position(v, rank)
  return redis.call('ZLEXCOUNT', keys.index, '[q|' .. v .. '|', '(q|' .. v .. '|' .. rank .. '|') + 1
end

local function add_visits(reply)
  reply[#reply + 1] = tostring(#visits)
  for _, v in ipairs(visits) do
    for _, value in ipairs({
      v, capacity(v), taken[v] or 0, free(v), tally('waiting', v), tally('coming', v), tally('came', v), tally('passed', v), halt(v) or '',
    }) do
      reply[#reply + 1] = tostring(value)
    end
  end
end

local former = ''

local function answer(outcome, left, again)
  local t = redis.call('HMGET', talk, 'stage', 'subject', 'nonce', 'language', 'screen', 'centre')
  local s = redis.call('HMGET', sealed, 'key', 'name', 'remark')
  local reply = {
    outcome, left, again or '', text(t[1]), text(t[2]), text(t[3]), text(t[4]), text(t[5]),
    text(redis.call('HGET', keys.seats, person)), text(redis.call('HGET', keys.holds, person)), text(redis.call('HGET', keys.waits, person)),
    text(redis.call('HGET', keys.sent, person)), text(s[1]), text(s[2]), text(s[3]), now, former,
    redis.call('EXISTS', KEYS[22]) == 1 and '1' or '', text(redis.call('HGET', KEYS[23], 'version')), text(t[6]),
  }
  add_visits(reply)
  for _, w in ipairs(waits_of(person)) do
    reply[#reply + 1], reply[#reply + 2] = w.visit, tostring(position(w.visit, w.rank))
  end
  return reply
end

-- the step

begin()
if move == 'look' then
  finish()
  return answer('done', '')
end

local known = redis.call('HMGET', talk, 'nonce', 'ops', 'language')
local begun, ops = known[1], text(known[2])
speaker, speaks = person, known[3] or tongue
if op ~= '' then
  local about, outcome, left = find_operation(ops)
  if about then
    finish()
    if about == args then
      return answer(outcome, left, '1')
    end
    return answer('stale', '')
  end
end

-- The version is new with every step: if it is here already, this step was
-- taken and the connection broke before its answer arrived.
if begun == next_version and move == 'move' then
  finish()
  return answer('done', '')
end
if not begun and act == 'erase' and not claims_anything() then -- run again after the talk was erased
  finish()
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
  finish()
  return answer('stale', '')
end

local seat, hold, taken_before = seat_of(person), hold_of(person), copy(taken)
if hold and passed(hold.expiry) then -- of more than expire takes at once
  drop_hold(person)
  hold = nil
end
local outcome = acts[act](seat, hold)
if outcome == 'taken' then
  finish()
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
remember_told()
tell_full(taken_before)
finish()
if outcome == 'erased' then
  local reply = answer(outcome, left)
  redis.call('DEL', talk)
  redis.call('ZREM', people, person)
  redis.call('HDEL', keys.pens, person)
  redis.call('HDEL', KEYS[24], person)
  redis.call('DEL', KEYS[22])
  return reply
end
if op ~= '' and move == 'move' then
  keep_operation(ops, outcome, left)
end
extend_terms()
return answer(outcome, left)
