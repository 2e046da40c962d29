-- Pictures of tickets that were sent show what was true then: forget them, so
-- that they are drawn anew. A repeat finds them forgotten.
--
-- KEYS
--  1 sent       HASH person -> code|file|message,message
-- ARGV
--  1 ...        persons
-- RETURNS nothing

for i = 1, #ARGV do
  local code, messages = (redis.call('HGET', KEYS[1], ARGV[i]) or ''):match('^([^|]*)|[^|]*|([^|]*)$')
  if code then
    redis.call('HSET', KEYS[1], ARGV[i], code .. '||' .. messages)
  end
end
return 1
