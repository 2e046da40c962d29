-- What is due by now, whoever's it is: what has run out is free, a page of the
-- people of fallen visits is placed, freed places are offered. It begins with
-- seats.lua. A repeat goes on where it stopped.
--
-- KEYS
-- ARGV
--  9 most       how many claims on fallen visits are looked at
-- 10 ...        code and token in turn, for seats that are given
-- RETURNS '1' if claims on fallen visits are left, else '0'

local left, tickets = tonumber(ARGV[9]), {}
for i = 10, #ARGV, 2 do
  tickets[#tickets + 1] = { code = ARGV[i], token = ARGV[i + 1] }
end

-- To a visit that gives no places for now people can only queue.
local function refuges(visit)
  return places[visit] and halted[visit] ~= 'fallen'
end

local function room_for(who, visit)
  if halt(visit) then
    return 0
  end
  local h = hold_of(who)
  return room(visit) + (h and h.visit == visit and h.party or 0)
end

-- Where a person of a fallen visit goes, and whether there is room; nil if
-- every visit has fallen.
local function refuge(who, seat)
  if refuges(seat.following) and room_for(who, seat.following) >= seat.party then
    return seat.following, true
  end
  local emptiest
  for _, visit in ipairs(visits) do
    if refuges(visit) and (not emptiest or room_for(who, visit) > room_for(who, emptiest)) then
      emptiest = visit
    end
  end
  if not emptiest or room_for(who, emptiest) >= seat.party then
    return emptiest, emptiest ~= nil
  end
  return refuges(seat.following) and seat.following or emptiest, false
end

local function move_seat(who, seat, visit)
  local code, token = next_ticket(tickets)
  if not code then
    return false
  end
  leave_seat(who, seat)
  local h = hold_of(who)
  if h and h.visit == visit then
    drop_hold(who)
  end
  unqueue(who, visit)
  count(visit, seat.party)
  local rank = rank_after(0)
  owe('reseated', who, { visit = visit, left = seat.visit, thing = whole(tonumber(rank)) })
  local new = new_seat(visit, seat.party, code, token, rank)
  new.following = seat.following ~= visit and seat.following or ''
  write_seat(who, new)
  return true
end

-- False when the tickets are used up.
local function reseat(who, seat)
  local visit, fits = refuge(who, seat)
  if fits then
    return move_seat(who, seat, visit)
  end
  leave_seat(who, seat)
  if not visit then
    owe('fallen', who, { visit = seat.visit })
    return true
  end
  unqueue(who, visit)
  queue(who, { visit = visit, party = seat.party, rank = rank_after(0), gather = '', told = '', here = '' })
  owe('headed', who, { visit = visit, left = seat.visit })
  return true
end

-- Take one claim of a person on a fallen visit away and make good for it as far
-- as can be.
local function send_home(who, visit)
  local h, s = hold_of(who), seat_of(who)
  if h and h.visit == visit then
    drop_hold(who)
  elseif s and s.visit == visit then
    return reseat(who, s)
  else
    unqueue(who, visit)
  end
  owe('fallen', who, { visit = visit })
  return true
end

-- The claims on a fallen visit: holds, then seats in order of confirmation,
-- then the queue.
local function claims_on(visit, most)
  local claims = {}
  for _, kind in ipairs({ 'h|', 's|', 'w|' }) do
    for _, entry in ipairs(entries(kind .. visit .. '|', most - #claims)) do
      claims[#claims + 1] = entry
    end
  end
  return claims
end

-- What organisers did can still be undone while a visit pauses: nobody is placed.
local function fall()
  if pausing() then
    return
  end
  for _, visit in ipairs(visits) do
    if halted[visit] == 'fallen' then
      for _, entry in ipairs(claims_on(visit, left)) do
        left = left - 1
        if not send_home(person_of(entry), visit) then
          return
        end
      end
    end
  end
end

local function unfinished()
  if pausing() then
    return '0'
  end
  for _, visit in ipairs(visits) do
    if halted[visit] == 'fallen' and #claims_on(visit, 1) > 0 then
      return '1'
    end
  end
  return '0'
end

begin()
fall()
finish()
return unfinished()
