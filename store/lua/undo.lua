-- Taking back what an organiser did, while it can be. Whoever has changed
-- anything since or was erased, and whoever finds no room any more, stays as they
-- are. It begins with seats.lua. The answer is kept, and a repeat gets the same.
--
-- KEYS
-- 19 answer     STRING, the answer that was given to this operation
-- 20 windows    ZSET operation by until when it can be undone
-- 21 window     HASH of the operation to undo, as order.lua has it
-- ARGV
--  9 undone     the operation to undo
-- 10 memory     ms to keep the answer
-- RETURNS outcome|people as before|people who stay as they are

local undone, memory = ARGV[9], ARGV[10]
local record

local function halves(value)
  return value:match('^(.-)\n(.*)$')
end

local function parts(image)
  return image:match('^([^\n]*)\n([^\n]*)\n([^\n]*)\n([^\n]*)$')
end

-- An image without what is known of the ticket in the chat.
local function claims(image)
  return image:match('^[^\n]*\n[^\n]*\n[^\n]*')
end

-- Whoever was erased since has another pseudonym, or none.
local function unchanged_since(who)
  return claims(image(who)) == claims(record['a|' .. who]) and text(redis.call('HGET', keys.pens, who)) == record['i|' .. who]
end

local function people()
  local list = {}
  for field in pairs(record) do
    local who = field:match('^b|(.*)$')
    if who then
      list[#list + 1] = who
    end
  end
  table.sort(list)
  return list
end

-- Take all claims of a person away, and tell nobody.
local function strip(who)
  local seat, h = seat_of(who), hold_of(who)
  if seat then
    redis.call('HDEL', keys.codes, seat.code, seat.token)
    unindex_seat(who, seat)
  end
  if h then
    count(h.visit, -h.party)
    remove_hold(who, h)
  end
  leave_queues(who)
end

-- What a ticket shows that was sent meanwhile is not true any more, but if it is
-- the ticket of before.
local function put_sent(who, sent)
  local now_sent = text(redis.call('HGET', keys.sent, who))
  local code, messages = now_sent:match('^([^|]*)|[^|]*|([^|]*)$')
  if code and code == sent:match('^[^|]*') then
    return
  elseif code then
    owe('void', who, { code = code, messages = messages })
  end
  if sent == '' then
    redis.call('HDEL', keys.sent, who)
  else
    redis.call('HSET', keys.sent, who, sent)
  end
end

local function put_seat(who, s)
  rewrite_seat(who, s)
  index_seat(who, s)
  count(s.visit, s.party)
  if s.coming ~= '' then
    tell('coming', s.visit, s.party)
  end
  if s.came > 0 then
    tell('came', s.visit, s.came)
  end
end

-- Give a person without claims those of an image.
local function put(who, image)
  local seat, hold, waits = parts(image)
  local s, h = read_seat(seat), read_hold(hold)
  if s then
    put_seat(who, s)
  end
  if h then
    count(h.visit, h.party)
    write_hold(who, h)
  end
  for _, w in ipairs(read_waits(waits)) do
    queue(who, w)
    if w.here ~= '' then
      redis.call('ZADD', keys.index, 0, 'd|' .. w.visit .. '|' .. w.rank .. '|' .. who)
    end
  end
end

-- Whether the places of an image are there: a visit may be as full as it is, or
-- as it was before.
local function fits(image)
  local seat, hold = parts(image)
  local s, h = read_seat(seat), read_hold(hold)
  local wanted = {}
  if s then
    wanted[s.visit] = s.party
  end
  if h then
    wanted[h.visit] = (wanted[h.visit] or 0) + h.party
  end
  for visit, n in pairs(wanted) do
    local limit = math.max(capacity(visit), tonumber(record['t|' .. visit] or 0))
    if tonumber(taken[visit] or 0) + n > limit then
      return false
    end
  end
  return not s or redis.call('HEXISTS', keys.codes, s.code) == 0
end

local kept = {}

local function restore_people()
  local unchanged, restored, stay = {}, 0, 0
  for _, who in ipairs(people()) do
    if unchanged_since(who) then
      unchanged[#unchanged + 1] = who
    else
      stay, kept[who] = stay + 1, true
    end
  end
  for _, who in ipairs(unchanged) do
    strip(who)
  end
  for _, who in ipairs(unchanged) do
    if fits(record['b|' .. who]) then
      put(who, record['b|' .. who])
      put_sent(who, select(4, parts(record['b|' .. who])))
      restored = restored + 1
    else
      put(who, record['a|' .. who])
      stay, kept[who] = stay + 1, true
    end
  end
  return restored, stay
end

local settings = {}

function settings.capacity(visit, before, after)
  if text(capacities[visit]) ~= after then
    return
  end
  if before == '' then
    redis.call('HDEL', keys.capacity, visit)
    capacities[visit] = nil
  else
    redis.call('HSET', keys.capacity, visit, before)
    capacities[visit] = before
  end
end

function settings.fall(visit, before)
  if before == '' then
    redis.call('HDEL', keys.halted, visit)
    halted[visit] = nil
  else
    redis.call('HSET', keys.halted, visit, before)
    halted[visit] = before
  end
end

local function restore_visit(visit)
  local what, before, after = text(record['c|' .. visit]):match('^(.-)\n(.-)\n(.*)$')
  if what then
    settings[what](visit, before, after)
  end
  if record['p|' .. visit] then
    tell('passed', visit, -tonumber(record['p|' .. visit]))
  end
  if not record['l|' .. visit] then
    return
  end
  local leaver_before, leaver_after = halves(record['l|' .. visit])
  if text(leavers[visit]) ~= leaver_after then
    return
  elseif leaver_before == '' then
    redis.call('HDEL', keys.leavers, visit)
    leavers[visit] = nil
  else
    redis.call('HSET', keys.leavers, visit, leaver_before)
    leavers[visit] = leaver_before
  end
end

-- Who stays as they are is told what became of them.
local function tell_kept()
  for _, owed in ipairs(owed_in(record)) do
    if kept[owed.person] then
      redis.call('XADD', keys.outbox, '*', unpack(owed.fields))
    end
  end
end

local function act()
  record = all_of(KEYS[21])
  if not record['until'] or passed(record['until']) then
    return 'gone|0|0'
  end
  local restored, stay = restore_people()
  for _, visit in ipairs(visits) do
    restore_visit(visit)
  end
  tell_kept()
  redis.call('DEL', KEYS[21])
  redis.call('ZREM', KEYS[20], undone)
  return 'undone|' .. restored .. '|' .. stay
end

begin()
local answer = once(KEYS[19], memory, undone, act)
finish()
return answer
