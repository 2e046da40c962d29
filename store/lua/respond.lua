-- An organiser answers an enquiry. The person is owed the answer, and the other
-- organisers are told of it. A repeat changes nothing.
--
-- KEYS
--  1 enquiry    HASH, as ask.lua has it
--  2 unanswered ZSET id by at, of what somebody still has to answer
--  3 untaken    ZSET id by at, of what nobody has taken, and is not raised yet
--  4 outbox     STREAM of notices
--  5 serial     STRING, the latest number given
-- ARGV
--  1 id
--  2 op         id of the operation, by which a repeat is known
--  3 reply      what is kept of it
--  4 language   of the person, used where they have none
--  5 ...        person and language of the other organisers
-- RETURNS its number, and what was kept of the reply before it; '' where there is no such enquiry

local person = redis.call('HGET', KEYS[1], 'person')
if not person then
  return { '', '' }
end
local n = tonumber(redis.call('HGET', KEYS[1], 'replies') or 0)
for i = 1, n do
  if redis.call('HGET', KEYS[1], 'op:' .. i) == ARGV[2] then
    return { tostring(i), redis.call('HGET', KEYS[1], 'reply:' .. (i - 1)) or '' }
  end
end
local before = redis.call('HGET', KEYS[1], 'reply:' .. n) or ''
n = n + 1
redis.call('HSET', KEYS[1], 'replies', n, 'state', 'answered', 'reply:' .. n, ARGV[3], 'op:' .. n, ARGV[2])
redis.call('ZREM', KEYS[2], ARGV[1])
redis.call('ZREM', KEYS[3], ARGV[1])
redis.call('XADD', KEYS[4], '*', 'kind', 'answered', 'person', person, 'number', redis.call('INCR', KEYS[5]),
  'language', ARGV[4], 'thing', ARGV[1], 'party', n)
for i = 5, #ARGV, 2 do
  redis.call('XADD', KEYS[4], '*', 'kind', 'replied', 'person', ARGV[i], 'number', redis.call('INCR', KEYS[5]),
    'language', ARGV[i + 1], 'thing', ARGV[1], 'party', n)
end
return { tostring(n), before }
