-- Begin a cast, to whose list people can be added then. A repeat changes
-- nothing.
--
-- KEYS 1 casts  2 cast
-- ARGV 1 id  2 at (ms)  3 keep (ms)  4 old: when casts were created that have expired (ms)
--      5 ...        field and value in turn
-- RETURNS the cast's state

local casts, cast = KEYS[1], KEYS[2]
local id, at, keep, old = ARGV[1], ARGV[2], ARGV[3], ARGV[4]

local state = redis.call('HGET', cast, 'state')
if state then
  return state
end
redis.call('ZREMRANGEBYSCORE', casts, '-inf', old)
redis.call('ZADD', casts, at, id)
redis.call('PEXPIRE', casts, keep)
redis.call('HSET', cast, 'state', 'filling', 'at', at)
for i = 5, #ARGV, 2 do
  redis.call('HSET', cast, ARGV[i], ARGV[i + 1])
end
redis.call('PEXPIRE', cast, keep)
return 'filling'
