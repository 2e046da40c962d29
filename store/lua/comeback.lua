-- Somebody wanted to be reminded of when they may come again, and that is due. A
-- repeat changes nothing.
--
-- KEYS
--  1 comebacks  ZSET centre|day|language|person by when it is due
--  2 outbox     STREAM of notices
--  3 serial     STRING, the latest number given
-- ARGV
--  1 member
--  2 language
--  3 person
--  4 thing      centre|day
-- RETURNS '1', or '0' for a repeat

if redis.call('ZREM', KEYS[1], ARGV[1]) == 0 then
  return '0'
end
redis.call('XADD', KEYS[2], '*', 'kind', 'comeback', 'person', ARGV[3], 'number', redis.call('INCR', KEYS[3]),
  'language', ARGV[2], 'thing', ARGV[4])
return '1'
