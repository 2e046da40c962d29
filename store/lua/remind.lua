-- Owe a notice to a page of the people who had their seat before it was due. It
-- begins with seats.lua. It waits while what organisers did can be undone: whoever
-- gets their seat back then is served as well. A repeat goes on where it stopped.
--
-- KEYS
-- 19 jobs       HASH job -> the index entry served last, or 'done'
-- ARGV
--  9 job
-- 10 kind       of the notices; feedback is for those who came
-- 11 due        ms
-- 12 page       how many seats are looked at
-- RETURNS '1' if everybody is served, 'later' if it waits, else '0'

local jobs = KEYS[19]
local job, kind, due, page = ARGV[9], ARGV[10], tonumber(ARGV[11]), tonumber(ARGV[12])

local function serve(who)
  local seat = seat_of(who)
  if seat and tonumber(seat.since) < due and (kind ~= 'feedback' or seat.came > 0) then
    owe(kind, who, { visit = seat.visit, thing = whole(tonumber(seat.rank)) })
  end
end

local function serve_page(after)
  local found = redis.call('ZRANGEBYLEX', keys.index, '(' .. after, '(s|~', 'LIMIT', 0, page + 1)
  for i = 1, math.min(page, #found) do
    serve(person_of(found[i]))
    redis.call('HSET', jobs, job, found[i])
  end
  if #found > page then
    return '0'
  end
  redis.call('HSET', jobs, job, 'done')
  return '1'
end

begin()
local last, finished = redis.call('HGET', jobs, job) or 's|', '1'
if last ~= 'done' and pausing() then
  finished = 'later'
elseif last ~= 'done' then
  finished = serve_page(last)
end
finish()
return finished
