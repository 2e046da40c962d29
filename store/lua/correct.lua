-- A fact has changed: those of a page who were told the old one are owed the new
-- one, each once. A repeat changes nothing: who was served counts as told then.
--
-- KEYS
--  1 told       ZSET centre|topic|language|person by when they were told
--  2 outbox     STREAM of notices
--  3 serial     STRING, the latest number given
-- ARGV
--  1 fact       centre|topic
--  2 changed    when it did, ms
--  3 ...        members of told, and the language and the person of each; '' where the
--               person has another before it, told later: then it is only taken note of
-- RETURNS how many were served

local served = 0
for i = 3, #ARGV, 3 do
  local at = redis.call('ZSCORE', KEYS[1], ARGV[i])
  if at and tonumber(at) < tonumber(ARGV[2]) then
    redis.call('ZADD', KEYS[1], ARGV[2], ARGV[i])
    if ARGV[i + 2] ~= '' then
      redis.call('XADD', KEYS[2], '*', 'kind', 'corrected', 'person', ARGV[i + 2], 'number', redis.call('INCR', KEYS[3]),
        'language', ARGV[i + 1], 'thing', ARGV[1])
      served = served + 1
    end
  end
end
return served
