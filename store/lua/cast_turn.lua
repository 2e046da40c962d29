-- Bring a cast to its next state: filling, ready, started; then stopped here or
-- finished by cast_take.lua. None comes twice, so a repeat changes nothing.
--
-- KEYS 1 cast  2 left  3 fates  4 casting
-- ARGV 1 what: 'ready', 'start', 'stop', 'place'
--      2 id  3 at (ms)  4 keep (ms)
--      5 chat  6 message, of 'place': where the progress is shown
-- RETURNS the state now, or ''

local cast, left, fates, casting = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local what, id, at, keep, chat, message = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6]

local function become(state)
  redis.call('HSET', cast, 'state', state)
  for _, key in ipairs({ cast, left, fates }) do
    redis.call('PEXPIRE', key, keep)
  end
  return state
end

local state = redis.call('HGET', cast, 'state')
if not state then
  return ''
end
if what == 'ready' and state == 'filling' then
  local chatless = redis.call('ZCARD', fates)
  redis.call('HSET', cast, 'chatless', chatless, 'all', redis.call('ZCARD', left) + chatless)
  return become('ready')
elseif what == 'start' and state == 'ready' then
  redis.call('HSET', cast, 'started', at)
  redis.call('ZADD', casting, at, id)
  return become('started')
elseif what == 'stop' and state == 'started' then -- the process that sends it ends it
  return become('stopped')
elseif what == 'stop' and (state == 'filling' or state == 'ready') then
  redis.call('HSET', cast, 'ended', at)
  return become('stopped')
elseif what == 'place' then
  redis.call('HSET', cast, 'chat', chat, 'message', message)
end
return state
