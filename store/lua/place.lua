-- Remember which message is a person's screen, if there is a talk. Where an
-- update is answered by two processes, they may come here in either order: the
-- newest message is the screen, being the one that the person sees.
--
-- KEYS 1 talk
-- ARGV 1 screen
-- RETURNS the message that is not the screen any more, or '0'

local former = redis.call('HGET', KEYS[1], 'screen')
if not former or former == ARGV[1] then
  return '0'
end
if tonumber(former) > tonumber(ARGV[1]) then
  return ARGV[1]
end
redis.call('HSET', KEYS[1], 'screen', ARGV[1])
return former
