-- Closes a request: its hold becomes what it cost, and its event goes into the outbox, in one step. Repeating it changes nothing.
--
-- KEYS  1 state hash of the grant · 2 its open requests · 3 holds hash of the ledger · 4 due entries of the ledger
--       5 outbox of the ledger · 6 `taken` mark of the request · 7 money hash of the ledger
-- ARGV  1 request id · 2 actual cost in micro-dollars · 3 usage event as JSON ('': none, the admission is taken back)
--       4 milliseconds after which a reaper looks at the event · 5 seconds to keep the mark ('': none is left)
--       6 why: '' the call ended · 'reap': only if the hold is still ARGV[7] · 'lost': the hold is known to be lost,
--         ARGV[7..] are the buckets to spend in · 'orphan': so is the grant · 'again': it was settled in the memory that ARGV[7]
--         names, and its event has not arrived; ARGV[8..] are buckets, to spend in if that memory is gone
-- Reply {'settled', memory} · {'taken'}: closed by someone else, who has its event · {'lost'}: no trace of the request, say so again
--       with buckets · {'cold'}: nor of the grant, which must be rebuilt first
--
-- `memory` (field e of the money hash) names what Redis remembers from: a flush ends it, and the next settlement begins another.
--
-- The cost goes into the periods in which the request was admitted: what was held there is what is spent there.

local memory = redis.call('HGET', KEYS[7], 'e')
local stored = redis.call('HGET', KEYS[3], ARGV[1])
local buckets
if stored then
  if ARGV[6] == 'reap' and stored ~= ARGV[7] then return { 'taken' } end
  local hold = cjson.decode(stored)
  local held = string.format('%.0f', -hold.micros)
  buckets = hold.buckets
  for _, name in ipairs(buckets) do
    for _, key in ipairs({ KEYS[1], KEYS[7] }) do
      if hold.micros > 0 and redis.call('HINCRBY', key, 'h:' .. name, held) <= 0 then
        redis.call('HDEL', key, 'h:' .. name)
      end
    end
  end
  redis.call('ZREM', KEYS[2], ARGV[1])
  redis.call('HDEL', KEYS[3], ARGV[1])
else
  if ARGV[6] == 'again' and ARGV[7] == memory then return { 'settled', memory } end
  if ARGV[6] == 'reap' or ARGV[3] == '' then return { 'taken' } end
  local kept = redis.call('HGET', KEYS[5], ARGV[1])
  -- The very same event: an earlier try settled it, and its answer was lost with the connection. Nobody else may have it.
  if kept ~= ARGV[3] and redis.call('EXISTS', KEYS[6]) == 1 then return { 'taken' } end
  if kept then
    if ARGV[5] ~= '' then redis.call('SET', KEYS[6], '1', 'EX', ARGV[5]) end
    return { 'settled', memory }
  end
  if ARGV[6] ~= 'orphan' and redis.call('HEXISTS', KEYS[1], 'v') == 0 then return { 'cold' } end
  if ARGV[6] == '' then return { 'lost' } end
  buckets = {}
  for i = ARGV[6] == 'again' and 8 or 7, #ARGV do buckets[#buckets + 1] = ARGV[i] end
end

if ARGV[2] ~= '0' then
  for _, name in ipairs(buckets) do
    redis.call('HINCRBY', KEYS[1], 's:' .. name, ARGV[2])
    redis.call('HINCRBY', KEYS[7], 's:' .. name, ARGV[2])
  end
end
if not memory then
  memory = table.concat(redis.call('TIME'), '.')
  redis.call('HSET', KEYS[7], 'e', memory)
end
if ARGV[5] ~= '' then redis.call('SET', KEYS[6], '1', 'EX', ARGV[5]) end
if ARGV[3] == '' then
  redis.call('ZREM', KEYS[4], ARGV[1])
else
  local time = redis.call('TIME')
  local due = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000) + tonumber(ARGV[4])
  redis.call('HSET', KEYS[5], ARGV[1], ARGV[3])
  redis.call('ZADD', KEYS[4], string.format('%.0f', due), ARGV[1])
end
return { 'settled', memory }
