-- A message shows an enquiry: who replies to it speaks of that. One in the chat of
-- whoever asked is kept with the enquiry, so that it goes when they erase their
-- data. Of an enquiry that is gone nothing is kept. A repeat changes nothing.
--
-- KEYS
--  1 enquiry    HASH, as ask.lua has it
--  2 post       STRING id of the enquiry
-- ARGV
--  1 id
--  2 person     whose chat it is
--  3 field      of the enquiry, which names the post
--  4 term       ms to keep it
-- RETURNS '1', or '0' where the enquiry is gone

local asker = redis.call('HGET', KEYS[1], 'person')
if not asker then
  return '0'
end
if asker == ARGV[2] then
  redis.call('HSET', KEYS[1], ARGV[3], '1')
end
redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[4])
return '1'
