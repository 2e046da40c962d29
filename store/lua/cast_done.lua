-- Record what became of a turn. A repeat finds it recorded and changes nothing.
-- What another process took for unknown meanwhile is put right.
--
-- KEYS 1 cast  2 left  3 fates
-- ARGV 1 turn  2 person  3 fate  4 tries, where the fate is 'left'  5 keep (ms)
-- RETURNS 'ok'

local cast, left, fates = KEYS[1], KEYS[2], KEYS[3]
local turn, person, fate, tries, keep = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]

local listed = { refused = true, unknown = true, chatless = true }

local known = redis.call('HMGET', cast, 'turns', 'underway')
if known[1] == turn and (known[2] or ''):match('^[^|]*|%d+|(.*)$') == person then
  redis.call('HDEL', cast, 'underway')
elseif (fate == 'sent' or fate == 'refused') and redis.call('ZREM', fates, 'unknown|' .. person) == 1 then
  redis.call('HINCRBY', cast, 'unknown', -1)
else
  return 'ok'
end
if fate == 'left' then
  redis.call('ZADD', left, tries, person)
  redis.call('PEXPIRE', left, keep)
  return 'ok'
end
redis.call('HINCRBY', cast, fate, 1)
if listed[fate] then
  redis.call('ZADD', fates, 0, fate .. '|' .. person)
  redis.call('PEXPIRE', fates, keep)
end
return 'ok'
