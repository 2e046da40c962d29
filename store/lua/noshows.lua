-- Give the seats of those who did not come to those who stand at the meeting
-- point, in the order of the queue; a party that does not fit stays in it. It
-- refuses while nobody of the visit is checked in. It begins with seats.lua.
-- The answer is kept, and a repeat gets the same. For a while undo.lua takes it
-- back.
--
-- KEYS
-- 19 answer     STRING, the answer that was given to this operation
-- 20 windows    ZSET operation by until when it can be undone
-- 21 window     HASH of this operation, as order.lua has it
-- ARGV
--  9 visit
-- 10 most       how many seats are looked at, and how many who stand there
-- 11 memory     ms to keep the answer
-- 12 undoing    ms in which it can be undone
-- 13 ...        code and token in turn, for seats that are given
-- RETURNS outcome|seats taken away|seats given

local visit, most, memory, tickets = ARGV[9], tonumber(ARGV[10]), ARGV[11], {}
for i = 13, #ARGV, 2 do
  tickets[#tickets + 1] = { code = ARGV[i], token = ARGV[i + 1] }
end

local function take_away()
  local n = 0
  for _, entry in ipairs(entries('s|' .. visit .. '|', most)) do
    local who = person_of(entry)
    local seat = seat_of(who)
    if seat and seat.came == 0 then
      leave_seat(who, seat)
      owe('noshow', who, { visit = visit })
      n = n + 1
    end
  end
  return n
end

local function give_seat(who, w, code, token)
  local seat, h = seat_of(who), hold_of(who)
  if seat then
    leave_seat(who, seat)
  end
  if h and h.visit == visit then
    drop_hold(who)
  end
  leave_queues(who)
  count(visit, w.party)
  tell('passed', visit, w.party)
  owe('given', who, { visit = visit, left = seat and seat.visit })
  write_seat(who, new_seat(visit, w.party, code, token, rank_after(0)))
end

local function give_away()
  local n = 0
  for _, entry in ipairs(entries('d|' .. visit .. '|', most)) do
    local who = person_of(entry)
    local w, h = wait_in(waits_of(who), visit), hold_of(who)
    local own = h and h.visit == visit and h.party or 0
    if w and not halted[visit] and w.party <= room(visit) + own then
      local code, token = next_ticket(tickets)
      if not code then
        return n
      end
      give_seat(who, w, code, token)
      n = n + 1
    end
  end
  return n
end

local function act()
  if tally('came', visit) == 0 then
    return 'nobody|0|0'
  end
  open_window()
  local away, given = take_away(), give_away()
  shut_window(KEYS[20], KEYS[21], tonumber(ARGV[12]))
  return 'done|' .. away .. '|' .. given
end

begin()
local answer = once(KEYS[19], memory, visit, act)
finish()
return answer
