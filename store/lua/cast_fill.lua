-- Add a page of people to the list of a cast that is not frozen yet: to those
-- left, or to those without a chat. A repeat changes nothing.
--
-- KEYS 1 cast  2 left  3 fates
-- ARGV 1 keep (ms)  2 where: 'left' or 'chatless'
--      3 ...        people
-- RETURNS the cast's state, or ''

local cast, left, fates = KEYS[1], KEYS[2], KEYS[3]
local keep, where = ARGV[1], ARGV[2]

local state = redis.call('HGET', cast, 'state')
if state ~= 'filling' then
  return state or ''
end
for i = 3, #ARGV do
  if where == 'left' then
    redis.call('ZADD', left, 0, ARGV[i])
  else
    redis.call('ZADD', fates, 0, where .. '|' .. ARGV[i])
  end
end
redis.call('PEXPIRE', left, keep)
redis.call('PEXPIRE', fates, keep)
return state
