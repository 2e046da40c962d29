-- Take a try back of which nothing reached the person.
--
-- KEYS 1 attempts
-- ARGV 1 notice  2 try
-- RETURNS how many tries are left

local attempts, notice, try = KEYS[1], ARGV[1], ARGV[2]

local left, n = '', 0
for known in (redis.call('HGET', attempts, notice) or ''):gmatch('[^,]+') do
  if known ~= try then
    left, n = left .. known .. ',', n + 1
  end
end
if n == 0 then
  redis.call('HDEL', attempts, notice)
else
  redis.call('HSET', attempts, notice, left)
end
return n
