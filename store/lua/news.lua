-- Telling organisers what has happened: one notice to each of them for a page of
-- news. A repeat finds other news, or none, and changes nothing.
--
-- KEYS
--  1 news       LIST of what|visit|party|at|version
--  2 outbox     STREAM of notices
--  3 serial     STRING, the latest number given
-- ARGV
--  1 count      how many of the news are told, or are no news any more
--  2 first      the first of them
--  3 news       what is told; '' tells nothing
--  4 ...        person and language of whom it is told to
-- RETURNS '1', or '0' for a repeat

if redis.call('LINDEX', KEYS[1], 0) ~= ARGV[2] then
  return '0'
end
redis.call('LTRIM', KEYS[1], ARGV[1], -1)
if ARGV[3] ~= '' then
  for i = 4, #ARGV, 2 do
    redis.call('XADD', KEYS[2], '*', 'kind', 'news', 'person', ARGV[i], 'number', redis.call('INCR', KEYS[3]),
      'language', ARGV[i + 1], 'news', ARGV[3])
  end
end
return '1'
