-- Begin a turn: move somebody from those left to under way, before anything is
-- sent to them. What an earlier turn left there is unknown from then on. Turns
-- are numbered one after the other, so a repeat is known, and one that comes
-- late changes nothing.
--
-- KEYS 1 lease  2 cast  3 left  4 fates
-- ARGV 1 process  2 turn  3 at (ms)  4 keep (ms)
-- RETURNS what, person, tries: 'taken'; or 'over', if nobody is left or the cast
-- was stopped; or 'lost', if the process has no lease or the turn is not the next

local lease, cast, left, fates = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local process, turn, at, keep = ARGV[1], tonumber(ARGV[2]), ARGV[3], ARGV[4]

if redis.call('GET', lease) ~= process then
  return { 'lost', '', '' }
end
local known = redis.call('HMGET', cast, 'state', 'turns', 'underway')
local state, turns = known[1], tonumber(known[2] or '0')
if not state or state == 'filling' or state == 'ready' then
  return { 'over', '', '' } -- it has expired, or was never started
end
local holder, tries, person = (known[3] or ''):match('^([^|]*)|(%d+)|(.*)$')
if turn == turns and holder == process then
  return { 'taken', person, tries }
end
if turn ~= turns + 1 then
  return { 'lost', '', '' }
end
if person then
  redis.call('HDEL', cast, 'underway')
  redis.call('HINCRBY', cast, 'unknown', 1)
  redis.call('ZADD', fates, 0, 'unknown|' .. person)
  redis.call('PEXPIRE', fates, keep)
end
local first = redis.call('ZRANGE', left, 0, 0, 'WITHSCORES')
if state ~= 'started' or not first[1] then
  if state == 'started' then
    redis.call('HSET', cast, 'state', 'finished')
  end
  redis.call('HSETNX', cast, 'ended', at)
  return { 'over', '', '' }
end
redis.call('ZREM', left, first[1])
redis.call('HSET', cast, 'turns', ARGV[2], 'underway', process .. '|' .. first[2] .. '|' .. first[1])
return { 'taken', first[1], first[2] }
