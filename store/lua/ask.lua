-- Somebody asks the organisers. A repeat changes nothing.
--
-- KEYS
--  1 enquiry    HASH person state at language centre topic message danger number, sealed: key text name;
--               later taken by, widened, raised, replies, and of each reply n: reply:n at chat message kind and sealed text and name, op:n;
--               post:chat|message for each letter to the person that shows it
--  2 unanswered ZSET id by at, of what somebody still has to answer
--  3 untaken    ZSET id by at, of what nobody has taken, and is not raised yet
--  4 outbox     STREAM of notices
--  5 serial     STRING, the latest number given
--  6 enquiries  ZSET id by at, of all
-- ARGV
--  1 id
--  2 now        ms
--  3 term       ms to keep it
--  4 kind       of the notice to organisers
--  5 fields     how many values follow: of the enquiry, name and value
--  6 ...        those, then person and language of whom it is told to
-- RETURNS its state

local state = redis.call('HGET', KEYS[1], 'state')
if state then
  return state
end
local count, fields, recipients = tonumber(ARGV[5]), {}, {}
for i = 6, #ARGV do
  if i < 6 + count then
    fields[#fields + 1] = ARGV[i]
  else
    recipients[#recipients + 1] = ARGV[i]
  end
end
redis.call('HSET', KEYS[1], 'state', 'sent', 'at', ARGV[2], 'number', redis.call('INCR', KEYS[5]), unpack(fields))
redis.call('PEXPIRE', KEYS[1], ARGV[3])
for i, key in ipairs({ KEYS[2], KEYS[3], KEYS[6] }) do
  redis.call('ZADD', key, ARGV[2], ARGV[1])
end
for i = 1, #recipients, 2 do
  redis.call('XADD', KEYS[4], '*', 'kind', ARGV[4], 'person', recipients[i], 'number', redis.call('INCR', KEYS[5]),
    'language', recipients[i + 1], 'thing', ARGV[1])
end
return 'sent'
