-- Opening an invite: it gives a role once, to whoever opens it first, as long as
-- who wrote it may invite. A repeat gets the same answer.
--
-- KEYS
--  1 invite     STRING role|visit|by, expires by itself
--  2 team       HASH person -> role|visit|since|by|op|key|name
-- ARGV
--  1 person
--  2 op         id of the operation
--  3 now        ms
--  4 key        5 name: sealed
--  6 owners     each between two spaces
--  7 ...        roles that the person may have already and that are no less: then the invite stays
-- RETURNS the person's entry in the team, or '' if the invite is none

local person, op, now, key, name, owners = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6]
local mine = redis.call('HGET', KEYS[2], person)
local role, visit, by = (redis.call('GET', KEYS[1]) or ''):match('^([^|]*)|([^|]*)|([^|]*)$')
if not role then
  local before = mine and mine:match('^[^|]*|[^|]*|[^|]*|[^|]*|([^|]*)|')
  return before == op and mine or ''
end
local inviter = redis.call('HGET', KEYS[2], by) or ''
local may = owners:find(' ' .. by .. ' ', 1, true) or role == 'steward' and inviter:match('^[^|]*') == 'organiser'
if not may then
  return ''
end
for i = 7, #ARGV do
  if mine and mine:match('^[^|]*') == ARGV[i] then
    return mine
  end
end
local entry = table.concat({ role, visit, now, by, op, key, name }, '|')
redis.call('HSET', KEYS[2], person, entry)
redis.call('DEL', KEYS[1])
return entry
