-- Remember which message is a person's screen, if there is a talk.
--
-- KEYS 1 talk
-- ARGV 1 screen
-- RETURNS the message that was the screen before, or '0'

local former = redis.call('HGET', KEYS[1], 'screen')
if not former then
  return '0'
end
redis.call('HSET', KEYS[1], 'screen', ARGV[1])
return former ~= ARGV[1] and former or '0'
