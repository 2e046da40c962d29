-- What the audit decides about a visit. It begins with seats.lua. A repeat sets
-- the same again.
--
-- KEYS
-- ARGV
--  9 visit
-- 10 what       'halt', 'resume'
-- 11 ...        organisers who are told if that changes something
-- RETURNS nothing

local visit, what = ARGV[9], ARGV[10]

local function tell_organisers(kind)
  for i = 11, #ARGV do
    owe(kind, ARGV[i], { visit = visit })
  end
end

local function stop()
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
if what == 'halt' then
  stop()
elseif what == 'resume' then
  resume()
end
finish()
return 1
