-- What an organiser orders about a visit or a person. It begins with seats.lua.
-- The answer is kept, and a repeat gets the same. For a while undo.lua takes it
-- back: as long, notices wait and freed places are not given.
--
-- KEYS
-- 19 answer     STRING, the answer that was given to this operation
-- 20 windows    ZSET operation by until when it can be undone
-- 21 window     HASH of this operation: until; before and after of each person b|person a|person, and their
--               pseudonym then i|person; before and after of leavers l|visit, of a setting c|visit; t|visit places taken before; p|visit places passed on; n|number notices
-- ARGV
--  9 what       'remove', 'move', 'offer', 'add', 'capacity', 'fall', 'close', 'open'
-- 10 visit
-- 11 person     remove, move, offer, add
-- 12 party      add; capacity: places, '' gives the visit back to the catalogue
-- 13 thing      what it was ordered in view of: move, remove: the seat's rank, '' takes any; capacity: places it had
-- 14 code       15 token  of the new ticket: move, add
-- 16 memory     ms to keep the answer
-- 17 undoing    ms in which it can be undone
-- RETURNS the outcome

local what, visit, person, party, thing, code, token = ARGV[9], ARGV[10], ARGV[11], ARGV[12], ARGV[13], ARGV[14], ARGV[15]
local memory, undoing = ARGV[16], tonumber(ARGV[17])

-- Note what a setting of the visit was and is.
local function changed(before, after)
  window.changed[visit] = what .. '\n' .. before .. '\n' .. after
end

local orders = {}

-- Every claim of a person in one visit goes.
function orders.remove()
  local seat, h = seat_of(person), hold_of(person)
  local there = seat and seat.visit == visit
  if thing ~= '' and (not there or tonumber(seat.rank) ~= tonumber(thing)) then
    return 'noseat'
  end
  local held = h and h.visit == visit
  if not there and not held and not wait_in(waits_of(person), visit) then
    return 'noseat'
  end
  if there then
    leave_seat(person, seat)
  end
  if held then
    drop_hold(person)
  end
  unqueue(person, visit)
  owe('removed', person, { visit = visit })
  return 'done'
end

-- Room that a person finds in the visit, with what they hold there.
local function room_for_them()
  local h = hold_of(person)
  return room(visit) + (h and h.visit == visit and h.party or 0)
end

local function take_place(seat_before, n)
  local h = hold_of(person)
  if h and h.visit == visit then
    drop_hold(person)
  end
  unqueue(person, visit)
  count(visit, n)
  local rank = rank_after(0)
  local new = new_seat(visit, n, code, token, rank)
  if seat_before then
    new.following = seat_before.following ~= visit and seat_before.following or ''
  end
  return new, rank
end

function orders.move()
  local seat = seat_of(person)
  if not seat or thing ~= '' and tonumber(seat.rank) ~= tonumber(thing) then
    return 'noseat'
  elseif seat.visit == visit then
    return 'seated'
  elseif halted[visit] then
    return 'halted'
  elseif room_for_them() < seat.party then
    return 'full'
  elseif redis.call('HEXISTS', keys.codes, code) == 1 then
    return 'taken'
  end
  leave_seat(person, seat)
  local new, rank = take_place(seat, seat.party)
  owe('shifted', person, { visit = visit, left = seat.visit, thing = whole(tonumber(rank)) })
  write_seat(person, new)
  return 'done'
end

function orders.add()
  if seat_of(person) then
    return 'seated'
  elseif halted[visit] then
    return 'halted'
  elseif room(visit) < tonumber(party) then
    return 'full'
  elseif redis.call('HEXISTS', keys.codes, code) == 1 then
    return 'taken'
  end
  write_seat(person, (take_place(nil, tonumber(party))))
  only_dream(person, visit)
  return 'done'
end

-- An offer out of turn, to somebody who waits.
function orders.offer()
  local w = wait_in(waits_of(person), visit)
  if not w then
    return 'unqueued'
  elseif redis.call('HEXISTS', keys.holds, person) == 1 then
    return 'holding'
  elseif halted[visit] then
    return 'halted'
  elseif room(visit) < w.party then
    return 'full'
  elseif offering == 0 then
    return 'quiet'
  end
  make_offer(person, visit)
  return 'done'
end

function orders.capacity()
  local before = capacity(visit)
  if thing ~= '' and tonumber(thing) ~= before then
    return 'stale'
  end
  changed(text(capacities[visit]), party)
  if party == '' then
    redis.call('HDEL', keys.capacity, visit)
    capacities[visit] = nil
  else
    redis.call('HSET', keys.capacity, visit, party)
    capacities[visit] = party
  end
  if capacity(visit) > before then
    redis.call('HDEL', keys.leavers, visit)
    leavers[visit] = nil
  end
  return 'done'
end

function orders.fall()
  if halted[visit] == 'fallen' then
    return 'already'
  end
  changed(text(halted[visit]), 'fallen')
  redis.call('HSET', keys.halted, visit, 'fallen')
  halted[visit] = 'fallen'
  return 'done'
end

function orders.close()
  if halted['closed|' .. visit] then
    return 'already'
  end
  redis.call('HSET', keys.halted, 'closed|' .. visit, '1')
  halted['closed|' .. visit] = '1'
  return 'done'
end

function orders.open()
  if not halted['closed|' .. visit] then
    return 'already'
  end
  redis.call('HDEL', keys.halted, 'closed|' .. visit)
  halted['closed|' .. visit] = nil
  return 'done'
end

local function act()
  open_window()
  local outcome = orders[what]()
  shut_window(KEYS[20], KEYS[21], undoing)
  return outcome
end

begin()
local answer = once(KEYS[19], memory, table.concat({ what, visit, person, party, thing }, '|'), act)
finish()
return answer
