-- The time in which something could be undone is over: the notices that waited
-- are owed, and places are given again. It begins with seats.lua. A repeat finds
-- nothing left.
--
-- KEYS
-- 19 windows    ZSET operation by until when it can be undone
-- 20 window     HASH of the operation, as order.lua has it
-- ARGV
--  9 done       the operation
-- RETURNS nothing

begin()
local record = all_of(KEYS[20])
if not record['until'] or passed(record['until']) then
  for _, owed in ipairs(owed_in(record)) do
    redis.call('XADD', keys.outbox, '*', unpack(owed.fields))
  end
  redis.call('DEL', KEYS[20])
  redis.call('ZREM', KEYS[19], ARGV[9])
end
finish()
return 1
