-- Remember which message is a person's screen, if there is a talk.
--
-- KEYS 1 talk
-- ARGV 1 screen
-- RETURNS 1 if there is, else 0

if redis.call('EXISTS', KEYS[1]) == 0 then
  return 0
end
redis.call('HSET', KEYS[1], 'screen', ARGV[1])
return 1
