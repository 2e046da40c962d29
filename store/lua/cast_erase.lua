-- Take a person out of everything that a cast knows of them: they are not
-- written to, and named nowhere. The figures stay. A repeat finds nothing.
--
-- KEYS 1 cast  2 left  3 fates
-- ARGV 1 person
-- RETURNS 'ok'

local cast, left, fates, person = KEYS[1], KEYS[2], KEYS[3], ARGV[1]

local known = redis.call('HMGET', cast, 'underway', 'by', 'state')
if known[2] == person then
  redis.call('HDEL', cast, 'by', 'chat', 'message')
end
for _, fate in ipairs({ 'refused', 'unknown', 'chatless' }) do
  redis.call('ZREM', fates, fate .. '|' .. person)
end
local underway = (known[1] or ''):match('^[^|]*|%d+|(.*)$') == person
if underway then
  redis.call('HDEL', cast, 'underway')
end
local waited = redis.call('ZREM', left, person) == 1
if (waited or underway) and known[3] ~= 'filling' then -- until then nobody is counted
  redis.call('HINCRBY', cast, 'gone', 1)
end
return 'ok'
