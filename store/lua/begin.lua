-- Count a try to send a notice before it is made. A repeat counts it once.
--
-- KEYS 1 outbox  2 attempts
-- ARGV 1 notice  2 try
-- RETURNS how many other tries may have reached the person; -1 if the notice is not owed any more

local outbox, attempts, notice, try = KEYS[1], KEYS[2], ARGV[1], ARGV[2]

if #redis.call('XRANGE', outbox, notice, notice) == 0 then
  return -1
end
local tries, others, counted = redis.call('HGET', attempts, notice) or '', 0, false
for known in tries:gmatch('[^,]+') do
  if known == try then
    counted = true
  else
    others = others + 1
  end
end
if not counted then
  redis.call('HSET', attempts, notice, tries .. try .. ',')
end
return others
