-- A ticket reached the person's chat: remember where, or mark it at once if it
-- became void on its way, and take its notice out of the outbox. A repeat adds
-- at most one more mark of a message that is marked already.
--
-- KEYS 1 seats  2 sent  3 outbox  4 serial  5 attempts
-- ARGV 1 person  2 code  3 file  4 message  5 group  6 notice
-- RETURNS 'kept' or 'void'

local seats, sent, outbox, serial, attempts = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local person, code, file, message, group, notice = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6]

redis.call('XACK', outbox, group, notice)
redis.call('XDEL', outbox, notice)
redis.call('HDEL', attempts, notice)

local seat = redis.call('HGET', seats, person) or ''
if seat:match('^[^|]*|[^|]*|[^|]*|([^|]*)|') ~= code then
  redis.call('XADD', outbox, '*', 'kind', 'void', 'person', person, 'number', string.format('%.0f', redis.call('INCR', serial)),
    'code', code, 'messages', message)
  return 'void'
end
local messages = (redis.call('HGET', sent, person) or ''):match('^[^|]*|[^|]*|([^|]*)$')
if messages and (',' .. messages .. ','):find(',' .. message .. ',', 1, true) then
  return 'kept' -- a repeat
end
messages = messages and (messages .. ',' .. message) or message
local _, count = messages:gsub(',', ',')
if count >= 10 then -- the ten newest are enough to mark
  messages = messages:match('^[^,]*,(.*)$')
end
redis.call('HSET', sent, person, code .. '|' .. file .. '|' .. messages)
return 'kept'
