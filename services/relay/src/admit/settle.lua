-- Replaces the hold of a request by what it cost. The second time it does nothing.
--
-- KEYS  1 state hash of the grant · 2 its open requests · 3 holds hash of the ledger
-- ARGV  1 request id · 2 actual cost in micro-dollars
-- Reply 1: settled now · 0: there is no such hold (settled or reaped before)
--
-- The cost goes into the periods in which the request was admitted: what was held there is what is spent there.

local stored = redis.call('HGET', KEYS[3], ARGV[1])
if not stored then return 0 end
local hold = cjson.decode(stored)
local held = string.format('%.0f', -hold.micros)
for _, name in ipairs(hold.buckets) do
  if hold.micros > 0 and redis.call('HINCRBY', KEYS[1], 'h:' .. name, held) <= 0 then
    redis.call('HDEL', KEYS[1], 'h:' .. name)
  end
  if ARGV[2] ~= '0' then redis.call('HINCRBY', KEYS[1], 's:' .. name, ARGV[2]) end
end
redis.call('ZREM', KEYS[2], ARGV[1])
redis.call('HDEL', KEYS[3], ARGV[1])
return 1
