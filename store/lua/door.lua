-- Checking a ticket in, and undoing that. It begins with seats.lua. The answer
-- is kept, and a repeat gets the same.
--
-- KEYS
-- 19 answer     STRING, the answer that was given to this operation
-- ARGV
--  9 what       'checkin', 'checkout'
-- 10 code       or token
-- 11 party      how many came
-- 12 steward
-- 13 memory     ms to keep the answer
-- RETURNS outcome|person

local what, code, party, steward, memory = ARGV[9], ARGV[10], tonumber(ARGV[11]), ARGV[12], ARGV[13]

local function check_in(who, seat)
  if seat.came > 0 then
    return 'already'
  elseif party > seat.party then
    return 'toofew'
  end
  seat.came, seat.came_at, seat.came_by = party, now, steward
  rewrite_seat(who, seat)
  tell('came', seat.visit, party)
  note(who, 'came ' .. party)
  return 'arrived'
end

local function check_out(who, seat)
  if seat.came == 0 then
    return 'absent'
  elseif seat.came_by ~= steward then
    return 'notyours'
  end
  tell('came', seat.visit, -seat.came)
  seat.came, seat.came_at, seat.came_by = 0, '', ''
  rewrite_seat(who, seat)
  note(who, 'came 0')
  return 'undone'
end

local function act()
  local who = redis.call('HGET', keys.codes, code)
  local seat = who and seat_of(who)
  if not seat then
    return 'noseat|'
  end
  local change = what == 'checkin' and check_in or check_out
  return change(who, seat) .. '|' .. who
end

begin()
local answer = once(KEYS[19], memory, table.concat({ what, code, ARGV[11], steward }, '|'), act)
finish()
return answer
