-- Forget a person whose last contact is longer ago than their term. It begins
-- with seats.lua.
--
-- KEYS
-- 19 talk       20 sealed  21 people
-- ARGV
--  9 person     10 brief: forgotten if without a claim and not seen since (ms)
-- 11 term       the same with one (ms)
-- RETURNS '1' if forgotten, else '0'

local talk, sealed, people = KEYS[19], KEYS[20], KEYS[21]
local person, brief, term = ARGV[9], tonumber(ARGV[10]), tonumber(ARGV[11])

begin()
local seen = redis.call('ZSCORE', people, person)
local seat = seat_of(person)
local claims = seat or hold_of(person) or #waits_of(person) > 0
local forgotten = seen and tonumber(seen) <= (claims and term or brief)
if forgotten then
  redis.call('HDEL', keys.sent, person) -- nobody is told of tickets that are void now
  if seat then
    leave_seat(person, seat)
  end
  drop_hold(person)
  leave_queues(person)
  for visit, leaver in pairs(leavers) do
    if leaver == person then
      leavers[visit] = nil
      redis.call('HDEL', keys.leavers, visit)
    end
  end
end
finish()
if forgotten then
  redis.call('ZREM', people, person)
  redis.call('DEL', talk, sealed)
  redis.call('HDEL', keys.pens, person)
end
return forgotten and '1' or '0'
