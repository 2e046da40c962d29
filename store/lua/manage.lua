-- What organisers, and the audit, decide about a visit. It begins with
-- seats.lua. A repeat sets the same again.
--
-- KEYS
-- ARGV
--  9 visit
-- 10 what       'capacity', 'fall', 'halt', 'resume'
-- 11 places     capacity: how many; '' gives the visit back to the catalogue
-- 12 ...        halt, resume: organisers who are told if that changes something
-- RETURNS how many places more are taken than there are, or '0'

local visit, what, number = ARGV[9], ARGV[10], ARGV[11]

local function set_capacity()
  local before = capacity(visit)
  if number == '' then
    redis.call('HDEL', keys.capacity, visit)
    capacities[visit] = nil
  else
    redis.call('HSET', keys.capacity, visit, number)
    capacities[visit] = number
  end
  if capacity(visit) > before then
    redis.call('HDEL', keys.leavers, visit)
    leavers[visit] = nil
  end
end

local function fall()
  redis.call('HSET', keys.halted, visit, 'fallen')
  halted[visit] = 'fallen'
end

local function tell_organisers(kind)
  for i = 12, #ARGV do
    owe(kind, ARGV[i], { visit = visit })
  end
end

local function halt()
  if not halted[visit] then
    redis.call('HSET', keys.halted, visit, 'drift')
    halted[visit] = 'drift'
    tell_organisers('drift')
  end
end

local function resume()
  if halted[visit] == 'drift' then
    redis.call('HDEL', keys.halted, visit)
    halted[visit] = nil
    tell_organisers('healed')
  end
end

begin()
if what == 'capacity' then
  set_capacity()
elseif what == 'fall' then
  fall()
elseif what == 'halt' then
  halt()
elseif what == 'resume' then
  resume()
end
finish()
return whole(math.max(0, -room(visit)))
