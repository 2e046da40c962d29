-- Forget a person whose last contact is longer ago than their term.
--
-- KEYS 1 talk  2 sealed  3 seats  4 holds  5 deadlines  6 taken  7 codes  8 sent  9 people
-- ARGV 1 person  2 brief: forgotten if without a seat and not seen since (ms)  3 term: the same with a seat (ms)
-- RETURNS 1 if forgotten, else 0

local talk, sealed, seats, holds, deadlines, taken, codes, sent, people =
  KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6], KEYS[7], KEYS[8], KEYS[9]
local person, brief, term = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])

local seen = redis.call('ZSCORE', people, person)
local seat = redis.call('HGET', seats, person)
if not seen or tonumber(seen) > (seat and term or brief) then
  return 0
end

local function give_back(claim)
  local visit, party = claim:match('^([^|]*)|([^|]*)|')
  redis.call('HINCRBY', taken, visit, -tonumber(party))
end

if seat then
  give_back(seat)
  redis.call('HDEL', codes, seat:match('^[^|]*|[^|]*|[^|]*|([^|]*)|'))
end
local hold = redis.call('HGET', holds, person)
if hold then
  give_back(hold)
end
redis.call('HDEL', seats, person)
redis.call('HDEL', holds, person)
redis.call('HDEL', sent, person)
redis.call('ZREM', deadlines, person)
redis.call('ZREM', people, person)
redis.call('DEL', talk, sealed)
return 1
