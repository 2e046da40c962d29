-- An enquiry goes on: an organiser takes it, or closes it without an answer; or
-- an answer, or a call for help, did not arrive; or it is raised again because nobody
-- took it. Whom that concerns is told. A repeat changes nothing.
--
-- KEYS
--  1 enquiry    HASH, as ask.lua has it
--  2 unanswered ZSET id by at, of what somebody still has to answer
--  3 untaken    ZSET id by at, of what nobody has taken, and is not raised yet
--  4 outbox     STREAM of notices
--  5 serial     STRING, the latest number given
-- ARGV
--  1 id
--  2 from       states it may be in, with spaces around each
--  3 state      its state from now on; '' keeps
--  4 once       a field: nothing happens where it is set already
--  5 fields     how many values follow: set along with it, name and value
--  6 ...        those, then the kind of the notice, then person and language of whom it is told to
-- RETURNS '1', or '0' where nothing happened

local state = redis.call('HGET', KEYS[1], 'state')
if not state or not ARGV[2]:find(' ' .. state .. ' ', 1, true) or redis.call('HEXISTS', KEYS[1], ARGV[4]) == 1 then
  return '0'
end
local values = {}
for i = 6, #ARGV do
  values[#values + 1] = ARGV[i]
end
local count = tonumber(ARGV[5])
redis.call('HSET', KEYS[1], 'state', ARGV[3] ~= '' and ARGV[3] or state, unpack(values, 1, count))
if ARGV[3] ~= '' or ARGV[4] == 'raised' then
  redis.call('ZREM', KEYS[3], ARGV[1])
end
if ARGV[3] == 'closed' then
  redis.call('ZREM', KEYS[2], ARGV[1])
end
for i = count + 2, #values, 2 do
  redis.call('XADD', KEYS[4], '*', 'kind', values[count + 1], 'person', values[i], 'number', redis.call('INCR', KEYS[5]),
    'language', values[i + 1], 'thing', ARGV[1])
end
return '1'
