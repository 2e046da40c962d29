-- A fact has changed: those of a page who were told another are owed the new one,
-- each once. A repeat changes nothing: who was served counts as told the new one
-- then, and nothing else is known of what they were told before.
--
-- KEYS
--  1 told       ZSET centre|topic|digest|language|person by when they were told
--  2 outbox     STREAM of notices
--  3 serial     STRING, the latest number given
-- ARGV
--  1 fact       centre|topic
--  2 changed    when it did, ms
--  3 ...        members of told; of each the one of who is served, and the language and the
--               person; '' where the person has another before it, told later
-- RETURNS how many were served

local served = 0
for i = 3, #ARGV, 4 do
  local was, is, language, person = ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3]
  local at, newer = redis.call('ZSCORE', KEYS[1], was), redis.call('ZSCORE', KEYS[1], is)
  if at and was ~= is then
    redis.call('ZREM', KEYS[1], was)
    if person ~= '' and not (newer and tonumber(newer) > tonumber(at)) then
      redis.call('ZADD', KEYS[1], ARGV[2], is)
      redis.call('XADD', KEYS[2], '*', 'kind', 'corrected', 'person', person, 'number', redis.call('INCR', KEYS[3]),
        'language', language, 'thing', ARGV[1])
      served = served + 1
    end
  end
end
return served
