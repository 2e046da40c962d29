-- Asking organisers to confirm facts that have become old: one notice to each of
-- them in a week, whichever process is the first. What is old is found out when
-- the notice is told. A repeat changes nothing.
--
-- KEYS
--  1 asked      STRING, the latest week in which they were asked
--  2 outbox     STREAM of notices
--  3 serial     STRING, the latest number given
-- ARGV
--  1 week       2026-W49; a later one is greater
--  2 ...        person and language of whom it is asked
-- RETURNS '1', or '0' where they were asked already

local asked = redis.call('GET', KEYS[1])
if asked and asked >= ARGV[1] then
  return '0'
end
redis.call('SET', KEYS[1], ARGV[1])
for i = 2, #ARGV, 2 do
  redis.call('XADD', KEYS[2], '*', 'kind', 'stale', 'person', ARGV[i], 'number', redis.call('INCR', KEYS[3]),
    'language', ARGV[i + 1])
end
return '1'
