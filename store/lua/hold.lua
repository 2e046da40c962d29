-- Hold a lease for another term, unless another process has it.
--
-- KEYS 1 lease
-- ARGV 1 process  2 term (ms)
-- RETURNS 1 if held, else 0

local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then
  return 0
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
