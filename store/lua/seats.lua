-- What every script about seats begins with: reading and writing claims, and
-- giving freed places away. The readable twin is package bot/seats. A script
-- calls begin() first and finish() last; in between, cause says what is done.
--
-- KEYS
--  1 clock      STRING, the latest time seen, in ms
--  2 serial     STRING, the latest number given to a seat, queue place, offer or notice
--  3 seats      HASH person -> visit|party|since|code|token|rank|next|coming|came|cameat|cameby|rating
--  4 holds      HASH person -> visit|party|until|offer
--  5 waits      HASH person -> visit|party|rank|gather|told|here, several joined by ;
--  6 index      ZSET in order of text: h|visit|person a hold, s|visit|rank|person a seat, w|visit|rank|person a
--               queue place, d|visit|rank|person one who stands at the meeting point; of those who can be offered
--               something now q|visit|rank|party|person and z|visit|party|rank|person
--  7 deadlines  ZSET person by the until of the hold
--  8 taken      HASH visit -> places taken by seats, holds and offers
--  9 tallies    HASH what|visit -> count; waiting, coming, came, passed
-- 10 capacity   HASH visit -> places, where organisers set them
-- 11 halted     HASH visit -> drift or fallen; closed|visit -> 1; paused|visit -> until, in ms
-- 12 leavers    HASH visit -> who gave up its latest freed place
-- 13 codes      HASH code or token of a seat -> person
-- 14 sent       HASH person -> code|file|message,message
-- 15 outbox     STREAM of notices
-- 16 journal    STREAM of changes of claims: at cause op by who change hash
-- 17 chain      STRING, the hash of the journal's latest line
-- 18 pens       HASH person -> pseudonym in the journal
-- ARGV
--  1 now        ms
--  2 cause      what is done, for the journal
--  3 op         of the journal's lines; says nothing about a person
--  4 by         who does it, for the journal: a word or a pseudonym
--  5 house      the largest party, then visit=capacity of the catalogue, in its order
--  6 offering   ms that an offer made now stands; 0: none may be made
--  7 gathering  ms that places gather for a family from now on
--  8 pen        pseudonym for a person who has none yet
-- RETURNS nothing by itself

local keys = {
  clock = KEYS[1], serial = KEYS[2], seats = KEYS[3], holds = KEYS[4], waits = KEYS[5], index = KEYS[6],
  deadlines = KEYS[7], taken = KEYS[8], tallies = KEYS[9], capacity = KEYS[10], halted = KEYS[11], leavers = KEYS[12],
  codes = KEYS[13], sent = KEYS[14], outbox = KEYS[15], journal = KEYS[16], chain = KEYS[17], pens = KEYS[18],
}
local now, doing, operation, by, house = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local offering, gathering, new_pen = tonumber(ARGV[6]), tonumber(ARGV[7]), ARGV[8]

-- What is done at this point of the step, for the journal.
local cause

-- read

local function text(value)
  return value or ''
end

local function whole(n)
  return string.format('%.0f', n)
end

local function later(ms)
  return whole(tonumber(now) + ms)
end

local function passed(ms)
  return tonumber(ms) <= tonumber(now)
end

local function all_of(key)
  local map, list = {}, redis.call('HGETALL', key)
  for i = 1, #list, 2 do
    map[list[i]] = list[i + 1]
  end
  return map
end

local visits, places, largest = {}, {}, tonumber(house:match('^%d+'))
for visit, places_of in house:gmatch('(%S+)=(%d+)') do
  visits[#visits + 1] = visit
  places[visit] = tonumber(places_of)
end

local taken, tallies, leavers, halted, capacities

local function capacity(visit)
  return tonumber(capacities[visit] or places[visit] or 0)
end

local function tally(what, visit)
  return tonumber(tallies[what .. '|' .. visit] or 0)
end

local function room(visit)
  return capacity(visit) - tonumber(taken[visit] or 0)
end

local function read_seat(value)
  local visit, party, since, code, token, rank, following, coming, came, came_at, came_by, rating =
    value:match('^' .. ('([^|]*)|'):rep(11) .. '([^|]*)$')
  if visit then
    return {
      visit = visit, party = tonumber(party), since = since, code = code, token = token, rank = rank, following = following,
      coming = coming, came = tonumber(came), came_at = came_at, came_by = came_by, rating = rating,
    }
  end
end

local function read_hold(value)
  local visit, party, expiry, offer = value:match('^([^|]*)|([^|]*)|([^|]*)|([^|]*)$')
  if visit then
    return { visit = visit, party = tonumber(party), expiry = expiry, offer = offer }
  end
end

local function read_waits(value)
  local waits = {}
  for visit, party, rank, gather, told, here in value:gmatch('([^|;]*)|([^|;]*)|([^|;]*)|([^|;]*)|([^|;]*)|([^|;]*)') do
    waits[#waits + 1] = { visit = visit, party = tonumber(party), rank = rank, gather = gather, told = told, here = here }
  end
  return waits
end

local function seat_of(who)
  return read_seat(text(redis.call('HGET', keys.seats, who)))
end

local function hold_of(who)
  return read_hold(text(redis.call('HGET', keys.holds, who)))
end

local function waits_of(who)
  return read_waits(text(redis.call('HGET', keys.waits, who)))
end

local function wait_in(waits, visit)
  for i, w in ipairs(waits) do
    if w.visit == visit then
      return w, i
    end
  end
end

-- The entries of the index that begin with something, in order, at most so many.
local function entries(beginning, most)
  return redis.call('ZRANGEBYLEX', keys.index, '[' .. beginning, '(' .. beginning .. '~', 'LIMIT', 0, most)
end

local function person_of(entry)
  return entry:match('[^|]*$')
end

-- The first in a queue who may be offered a place: party, rank and person.
-- Nobody but the latest leaver is passed over here; who has a hold or an offer
-- is not in this part of the index.
local function first_of(beginning, visit)
  for _, entry in ipairs(entries(beginning, 2)) do
    local who = person_of(entry)
    if who ~= leavers[visit] and wait_in(waits_of(who), visit) then
      return who, entry
    end
  end
end

local function first(visit)
  local who, entry = first_of('q|' .. visit .. '|', visit)
  if who then
    return { who = who, party = tonumber(entry:match('^q|[^|]*|[^|]*|([^|]*)|')) }
  end
end

local function first_within(visit, limit)
  local best
  for party = 1, math.min(limit, largest) do
    local who, entry = first_of('z|' .. visit .. '|' .. string.format('%02d', party) .. '|', visit)
    local rank = entry and entry:match('^z|[^|]*|[^|]*|([^|]*)|')
    if who and (not best or rank < best.rank) then
      best = { who = who, rank = rank }
    end
  end
  return best
end

-- Why a visit gives no places now; nil where it does.
local function halt(visit)
  if halted[visit] then
    return halted[visit]
  elseif halted['closed|' .. visit] then
    return 'closed'
  end
  local till = halted['paused|' .. visit]
  return till and not passed(till) and 'paused' or nil
end

local function pausing()
  for _, visit in ipairs(visits) do
    local till = halted['paused|' .. visit]
    if till and not passed(till) then
      return true
    end
  end
  return false
end

local function falling()
  for visit, why in pairs(halted) do
    if why == 'fallen' and #entries('s|' .. visit .. '|', 1) > 0 then
      return true
    end
  end
  return false
end

local function free(visit)
  local left = room(visit)
  if left <= 0 or halt(visit) or falling() then
    return 0
  end
  if tally('waiting', visit) == 0 then
    return left
  end
  local head = first(visit)
  if not head then
    return left
  end
  if head.party <= left then
    return 0
  end
  local gather = wait_in(waits_of(head.who), visit).gather
  if head.party <= capacity(visit) and (gather == '' or not passed(gather)) or first_within(visit, left) then
    return 0
  end
  return left
end

local function refusal(visit, party)
  if halt(visit) or falling() then
    return 'halted'
  end
  local left = free(visit)
  if left >= party then
    return nil
  end
  return left <= 0 and 'full' or 'toofew'
end

-- what can be undone

local function pen_of(who)
  local pen = redis.call('HGET', keys.pens, who)
  if not pen then
    pen = new_pen
    redis.call('HSET', keys.pens, who, pen)
  end
  return pen
end

-- What an organiser does, as long as it can be undone: how everybody concerned
-- stood before, and the notices that wait. nil in any other step.
local window

local function image(who)
  return table.concat({
    text(redis.call('HGET', keys.seats, who)), text(redis.call('HGET', keys.holds, who)),
    text(redis.call('HGET', keys.waits, who)), text(redis.call('HGET', keys.sent, who)),
  }, '\n')
end

-- Remember how somebody stood, before the first change of their claims.
local function touch(who)
  if window and not window.before[who] then
    window.before[who] = image(who)
    window.people[#window.people + 1] = who
  end
end

local function copy(map)
  local other = {}
  for k, v in pairs(map) do
    other[k] = v
  end
  return other
end

local function open_window()
  window = { before = {}, people = {}, owed = {}, passed = {}, leavers = copy(leavers), taken = copy(taken), room = {}, changed = {} }
  for _, visit in ipairs(visits) do
    window.room[visit] = room(visit)
  end
end

local function pause(visit, till)
  redis.call('HSET', keys.halted, 'paused|' .. visit, till)
  halted['paused|' .. visit] = till
end

-- Keep what was done since open_window() for so many ms, if anything was. Until
-- then a visit in which there is more room now gives none, so that it can be taken back.
local function shut_window(windows, record, ms)
  local w, till = window, later(ms)
  window = nil
  if #w.people == 0 and not next(w.changed) then
    return
  end
  local fields = { 'until', till }
  local function put(field, value)
    fields[#fields + 1], fields[#fields + 2] = field, value
  end
  for _, visit in ipairs(visits) do
    put('t|' .. visit, w.taken[visit] or '0')
    if text(w.changed[visit]):match('^fall') or room(visit) > w.room[visit] then
      pause(visit, till)
    end
    if leavers[visit] ~= w.leavers[visit] then
      put('l|' .. visit, text(w.leavers[visit]) .. '\n' .. text(leavers[visit]))
    end
    if w.passed[visit] then
      put('p|' .. visit, w.passed[visit])
    end
    if w.changed[visit] then
      put('c|' .. visit, w.changed[visit])
    end
  end
  redis.call('HSET', record, unpack(fields))
  for _, who in ipairs(w.people) do
    redis.call('HSET', record, 'b|' .. who, w.before[who], 'a|' .. who, image(who), 'i|' .. who, pen_of(who))
  end
  for _, owed in ipairs(w.owed) do
    redis.call('HSET', record, 'n|' .. string.format('%015d', owed.number), table.concat(owed.fields, '\n'))
  end
  redis.call('ZADD', windows, till, operation)
end

-- The notices that wait in a window, in the order of their numbers: their fields
-- and their person.
local function owed_in(record)
  local numbers, list = {}, {}
  for field in pairs(record) do
    if field:match('^n|') then
      numbers[#numbers + 1] = field
    end
  end
  table.sort(numbers)
  for _, number in ipairs(numbers) do
    local fields = {}
    for value in (record[number] .. '\n'):gmatch('([^\n]*)\n') do
      fields[#fields + 1] = value
    end
    list[#list + 1] = { fields = fields, person = fields[4] }
  end
  return list
end

-- write

local function serial()
  return whole(redis.call('INCR', keys.serial))
end

-- The rank of what is numbered now, as the index orders it.
local function rank_after(base)
  return string.format('%013.0f', base + redis.call('INCR', keys.serial))
end

local function count(visit, n)
  taken[visit] = redis.call('HINCRBY', keys.taken, visit, n)
end

local function tell(what, visit, n)
  local field = what .. '|' .. visit
  tallies[field] = redis.call('HINCRBY', keys.tallies, field, n)
  if window and what == 'passed' then
    window.passed[visit] = (window.passed[visit] or 0) + n
  end
end

local lines, line_of = {}, {}

-- Add a change to a person's line of the journal, one for each cause.
local function note(who, change)
  local id = cause .. '|' .. who
  local line = line_of[id]
  if line then
    line.change = line.change .. '; ' .. change
    return
  end
  line = { cause = cause, who = who, change = change }
  lines[#lines + 1], line_of[id] = line, line
end

local function write_journal()
  if #lines == 0 then
    return
  end
  local hash = text(redis.call('GET', keys.chain))
  for _, line in ipairs(lines) do
    local who, whose = line.cause == doing and by or 'clock', pen_of(line.who)
    hash = redis.sha1hex(table.concat({ hash, now, line.cause, operation, who, whose, line.change }, '|'))
    redis.call('XADD', keys.journal, '*', 'at', now, 'cause', line.cause, 'op', operation, 'by', who, 'who', whose,
      'change', line.change, 'hash', hash)
  end
  redis.call('SET', keys.chain, hash)
end

-- The person whose step it is and the language they speak, to be kept with a
-- notice; nil where it is nobody's.
local speaker, speaks

local function owe(kind, who, about)
  local number = serial()
  local fields = { 'kind', kind, 'person', who, 'number', number }
  for _, field in ipairs({ 'visit', 'left', 'party', 'code', 'thing', 'until', 'messages' }) do
    if about[field] then
      fields[#fields + 1], fields[#fields + 2] = field, about[field]
    end
  end
  if who == speaker and speaks then
    fields[#fields + 1], fields[#fields + 2] = 'language', speaks
  end
  if window then
    window.owed[#window.owed + 1] = { number = number, fields = fields }
    return
  end
  redis.call('XADD', keys.outbox, '*', unpack(fields))
end

local function index_offerable(who, w)
  redis.call('ZADD', keys.index, 0, 'q|' .. w.visit .. '|' .. w.rank .. '|' .. w.party .. '|' .. who)
  redis.call('ZADD', keys.index, 0, 'z|' .. w.visit .. '|' .. string.format('%02d', w.party) .. '|' .. w.rank .. '|' .. who)
end

local function unindex_offerable(who, w)
  redis.call('ZREM', keys.index, 'q|' .. w.visit .. '|' .. w.rank .. '|' .. w.party .. '|' .. who,
    'z|' .. w.visit .. '|' .. string.format('%02d', w.party) .. '|' .. w.rank .. '|' .. who)
end

local function write_waits(who, waits)
  local list = {}
  for i, w in ipairs(waits) do
    list[i] = table.concat({ w.visit, w.party, w.rank, w.gather, w.told, w.here }, '|')
  end
  if #list == 0 then
    redis.call('HDEL', keys.waits, who)
  else
    redis.call('HSET', keys.waits, who, table.concat(list, ';'))
  end
end

-- Write what is remembered of a queue place; the claim is the same.
local function rewrite_wait(who, w)
  local waits = waits_of(who)
  local _, i = wait_in(waits, w.visit)
  waits[i or #waits + 1] = w
  write_waits(who, waits)
end

local function queue(who, w)
  touch(who)
  local before = wait_in(waits_of(who), w.visit)
  if before then
    unindex_offerable(who, before)
  else
    tell('waiting', w.visit, 1)
    redis.call('ZADD', keys.index, 0, 'w|' .. w.visit .. '|' .. w.rank .. '|' .. who)
  end
  rewrite_wait(who, w)
  if redis.call('HEXISTS', keys.holds, who) == 0 then
    index_offerable(who, w)
  end
  note(who, 'wait ' .. w.visit .. ' ' .. w.party)
end

local function unqueue(who, visit)
  local waits = waits_of(who)
  local w, i = wait_in(waits, visit)
  if not w then
    return
  end
  touch(who)
  unindex_offerable(who, w)
  redis.call('ZREM', keys.index, 'w|' .. visit .. '|' .. w.rank .. '|' .. who, 'd|' .. visit .. '|' .. w.rank .. '|' .. who)
  table.remove(waits, i)
  write_waits(who, waits)
  tell('waiting', visit, -1)
  note(who, 'wait ' .. visit .. ' -')
end

local function leave_queues(who)
  for _, w in ipairs(waits_of(who)) do
    unqueue(who, w.visit)
  end
end

-- Who has a seat now keeps the one queue place that they took first, if it is
-- for another visit.
local function only_dream(who, seat_visit)
  unqueue(who, seat_visit)
  local waits = waits_of(who)
  local dream = waits[1]
  for _, w in ipairs(waits) do
    if w.rank < dream.rank then
      dream = w
    end
  end
  for _, w in ipairs(waits) do
    if w.visit ~= dream.visit then
      unqueue(who, w.visit)
    end
  end
end

local function freed(visit, who, places_freed)
  if places_freed > 0 then
    leavers[visit] = who
    redis.call('HSET', keys.leavers, visit, who)
  end
end

-- Write a hold or an offer. While it lasts, the person is offered nothing else.
local function write_hold(who, h)
  touch(who)
  for _, w in ipairs(waits_of(who)) do
    unindex_offerable(who, w)
  end
  redis.call('HSET', keys.holds, who, table.concat({ h.visit, h.party, h.expiry, h.offer }, '|'))
  redis.call('ZADD', keys.deadlines, h.expiry, who)
  redis.call('ZADD', keys.index, 0, 'h|' .. h.visit .. '|' .. who)
  note(who, (h.offer == '' and 'hold ' or 'offer ') .. h.visit .. ' ' .. h.party)
end

-- Take a hold or an offer away whose places stay taken.
local function remove_hold(who, h)
  touch(who)
  redis.call('HDEL', keys.holds, who)
  redis.call('ZREM', keys.deadlines, who)
  redis.call('ZREM', keys.index, 'h|' .. h.visit .. '|' .. who)
  for _, w in ipairs(waits_of(who)) do
    index_offerable(who, w)
  end
  note(who, 'hold -')
end

-- Give a hold or an offer up, if there is one. Who takes some places while they
-- wait for more in the same visit has not declined what they wait for.
local function drop_hold(who)
  local h = hold_of(who)
  if h then
    count(h.visit, -h.party)
    remove_hold(who, h)
    if h.offer ~= '' or not wait_in(waits_of(who), h.visit) then
      freed(h.visit, who, h.party)
    end
  end
end

-- Write what is remembered of a seat; the claim is the same.
local function rewrite_seat(who, s)
  redis.call('HSET', keys.seats, who, table.concat({
    s.visit, s.party, s.since, s.code, s.token, s.rank, s.following, s.coming, s.came, s.came_at, s.came_by, s.rating,
  }, '|'))
end

local function index_seat(who, s)
  redis.call('HSET', keys.codes, s.code, who, s.token, who)
  redis.call('ZADD', keys.index, 0, 's|' .. s.visit .. '|' .. s.rank .. '|' .. who)
  note(who, 'seat ' .. s.visit .. ' ' .. s.party)
end

local function write_seat(who, s)
  touch(who)
  rewrite_seat(who, s)
  index_seat(who, s)
  owe('ticket', who, { code = s.code })
end

local function new_seat(visit, party, code, token, rank)
  return {
    visit = visit, party = party, since = now, code = code, token = token, rank = rank, following = '',
    coming = '', came = 0, came_at = '', came_by = '', rating = '',
  }
end

local function void_ticket(who, s)
  redis.call('HDEL', keys.codes, s.code, s.token)
  local c, messages = text(redis.call('HGET', keys.sent, who)):match('^([^|]*)|[^|]*|([^|]*)$')
  if c then
    owe('void', who, { code = c, messages = messages })
    redis.call('HDEL', keys.sent, who)
  end
end

-- Take a seat out of everything but its ticket.
local function unindex_seat(who, s)
  redis.call('HDEL', keys.seats, who)
  redis.call('ZREM', keys.index, 's|' .. s.visit .. '|' .. s.rank .. '|' .. who)
  count(s.visit, -s.party)
  if s.coming ~= '' then
    tell('coming', s.visit, -s.party)
  end
  if s.came > 0 then
    tell('came', s.visit, -s.came)
  end
  note(who, 'seat -')
end

local function leave_seat(who, s)
  touch(who)
  void_ticket(who, s)
  unindex_seat(who, s)
  freed(s.visit, who, s.party)
end

-- give away

local function expire()
  for _, who in ipairs(redis.call('ZRANGEBYSCORE', keys.deadlines, '-inf', now, 'LIMIT', 0, 1000)) do
    local h = hold_of(who)
    if h then
      drop_hold(who)
    else
      redis.call('ZREM', keys.deadlines, who) -- no hold goes with it
    end
    if h and h.offer ~= '' then
      owe('lapsed', who, { visit = h.visit, thing = h.offer, party = h.party })
    end
  end
end

-- Who is to be offered a place now. Where the first party does not fit, freed
-- places gather for it; once that is over, the next that fits is served, and
-- the first keeps its position and is told why.
local function choose(visit)
  local left = room(visit)
  if left <= 0 or halt(visit) or tally('waiting', visit) == 0 then
    return nil
  end
  local head = first(visit)
  if not head or head.party <= left then
    return head
  end
  local w = wait_in(waits_of(head.who), visit)
  if w.gather == '' then
    local worth = head.party <= capacity(visit) and gathering or 0
    w.gather = later(worth)
    rewrite_wait(head.who, w)
    if worth > 0 then
      owe('gathering', head.who, { visit = visit, ['until'] = w.gather })
    end
  end
  if not passed(w.gather) and head.party <= capacity(visit) then
    return nil
  end
  if w.told == '' then
    w.told = '1'
    rewrite_wait(head.who, w)
    owe('passed', head.who, { visit = visit })
  end
  return first_within(visit, left)
end

local function make_offer(who, visit)
  local w = wait_in(waits_of(who), visit)
  unqueue(who, visit)
  local offer = { visit = visit, party = w.party, expiry = later(offering), offer = serial() }
  count(visit, w.party)
  write_hold(who, offer)
  owe('offer', who, { visit = visit, thing = offer.offer, ['until'] = offer.expiry })
end

-- How many offers one step makes; the sweeper goes on.
local most_offers = 50

-- Make at most so many offers, and return how many may still be made.
local function settle_visit(visit, left)
  while left > 0 do
    local chosen = choose(visit)
    if not chosen then
      break
    end
    make_offer(chosen.who, visit)
    left = left - 1
  end
  return left
end

-- Offer what is free, visit by visit, until nothing is left to offer: who gets
-- an offer in one visit is passed over in another, where it may be somebody
-- else's turn then.
local function settle()
  if offering == 0 or falling() then
    return
  end
  local left, before = most_offers, 0
  while left ~= before do
    before = left
    for _, visit in ipairs(visits) do
      left = settle_visit(visit, left)
    end
  end
end

-- the step

local function begin()
  local latest = redis.call('GET', keys.clock)
  if latest and #latest == #now and latest > now then
    now = latest
  end
  redis.call('SET', keys.clock, now)
  taken, tallies, leavers, halted, capacities = all_of(keys.taken), all_of(keys.tallies), all_of(keys.leavers), all_of(keys.halted), all_of(keys.capacity)
  cause = 'expiry'
  expire()
  cause = doing
end

local function finish()
  cause = 'offer'
  settle()
  write_journal()
end

-- What an organiser's operation came to is kept for a repeat, with what it was
-- about: the same operation about something else is 'stale'. Do it unless it was
-- done, between begin() and finish().
local function once(kept, memory, about, act)
  local known = redis.call('GET', kept)
  if not known then
    local answer = act()
    redis.call('SET', kept, about .. '\n' .. answer, 'PX', memory)
    return answer
  end
  local before, answer = known:match('^([^\n]*)\n(.*)$')
  return before == about and answer or 'stale'
end

-- The next of the tickets for seats that are given without their person's
-- doing: code and token. Those whose code is used are left out.
local function next_ticket(tickets)
  while #tickets > 0 do
    local ticket = table.remove(tickets, 1)
    if redis.call('HEXISTS', keys.codes, ticket.code) == 0 then
      return ticket.code, ticket.token
    end
  end
end

