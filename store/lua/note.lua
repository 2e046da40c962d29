-- A line of the journal about something that changes no claim: what an organiser
-- did, or somebody tried who may not. With it, if wanted, fields of a hash are
-- set, all in one step. A repeat changes nothing.
--
-- KEYS
--  1 journal    STREAM, as seats.lua has it
--  2 chain      STRING, the hash of its latest line
--  3 pens       HASH person -> pseudonym in the journal
--  4 answer     STRING, says that the operation was carried out
--  5 hash       HASH in which fields are set
-- ARGV
--  1 now        ms
--  2 cause      what was done
--  3 op         id of the operation
--  4 person     who did it
--  5 pen        pseudonym for them if they have none
--  6 change     the rest of the line
--  7 memory     ms to remember the operation
--  8 counted    '1': the hash's field version goes up
--  9 about      pseudonym of whom it is about; '' is who did it
-- 10 ...        field and value of what is set; the value '' takes the field away
-- RETURNS '1', or '0' for a repeat

local now, cause, op, person, change = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[6]
local about = ARGV[9]

if not redis.call('SET', KEYS[4], '1', 'NX', 'PX', ARGV[7]) then
  return '0'
end
local pen = redis.call('HGET', KEYS[3], person)
if not pen then
  pen = ARGV[5]
  redis.call('HSET', KEYS[3], person, pen)
end
for i = 10, #ARGV, 2 do
  if ARGV[i + 1] == '' then
    redis.call('HDEL', KEYS[5], ARGV[i])
  else
    redis.call('HSET', KEYS[5], ARGV[i], ARGV[i + 1])
  end
end
if ARGV[8] == '1' then
  redis.call('HINCRBY', KEYS[5], 'version', 1)
end
if about == '' then
  about = pen
end
local before = redis.call('GET', KEYS[2]) or ''
local hash = redis.sha1hex(table.concat({ before, now, cause, op, pen, about, change }, '|'))
redis.call('XADD', KEYS[1], '*', 'at', now, 'cause', cause, 'op', op, 'by', pen, 'who', about, 'change', change, 'hash', hash)
redis.call('SET', KEYS[2], hash)
return '1'
