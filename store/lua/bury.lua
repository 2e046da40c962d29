-- Put a notice to the dead letters and take it out of the outbox. A repeat
-- finds it gone and changes nothing.
--
-- KEYS 1 outbox  2 attempts  3 dead
-- ARGV 1 group  2 notice  3 why  4 at (ms)  5 most: how many dead letters are kept
-- RETURNS 1 if it was buried, else 0

local outbox, attempts, dead = KEYS[1], KEYS[2], KEYS[3]
local group, notice, why, at, most = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]

local found = redis.call('XRANGE', outbox, notice, notice)
redis.call('XACK', outbox, group, notice)
redis.call('XDEL', outbox, notice)
redis.call('HDEL', attempts, notice)
if #found == 0 then
  return 0
end
local fields = found[1][2]
fields[#fields + 1], fields[#fields + 2] = 'why', why
fields[#fields + 1], fields[#fields + 2] = 'at', at
redis.call('XADD', dead, 'MAXLEN', '~', most, '*', unpack(fields))
return 1
