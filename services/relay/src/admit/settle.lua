-- Closes a request: its hold becomes what it cost, and its event goes into the outbox, in one step. Repeating it changes nothing.
--
-- call     2 ledger · 3 grant · 4 request id · 5 actual cost in micro-dollars · 6 milliseconds after which a reaper looks at the event
--          7 seconds to keep the `taken` mark (0: none is left)
--          8 why: '' the call ended · 'reap': only if the hold is still call[9] · 'lost': the hold is known to be lost, call[9..] are the
--            buckets to spend in · 'orphan': so is the grant · 'again': it was settled in the memory that call[9] names, and its event
--            has not arrived; call[10..] are buckets, to spend in if that memory is gone
-- payload  the usage event as JSON ('': none, the admission is taken back)
-- Reply {'settled', memory} · {'taken'}: closed by someone else, who has its event · {'lost'}: no trace of the request, say so again
--       with buckets · {'cold'}: nor of the grant, which must be rebuilt first
--
-- `memory` (field e of the money hash) names what Redis remembers from: a flush ends it, and the next settlement begins another.
--
-- The cost goes into the periods in which the request was admitted: what was held there is what is spent there.

local key = keys_of(call[2], call[3])
local id, cost, why = call[4], call[5], call[8]
local memory = redis.call('HGET', key.money, 'e')
local stored = redis.call('HGET', key.holds, id)
local micros, buckets = 0, {}
if stored then
  if why == 'reap' and stored ~= call[9] then return { 'taken' } end
  micros, buckets = read_hold(stored)
else
  if why == 'again' and call[9] == memory then return { 'settled', memory or '' } end
  if why == 'reap' or payload == '' then return { 'taken' } end
  local kept = redis.call('HGET', key.outbox, id)
  -- The very same event: an earlier try settled it, and its answer was lost with the connection. Nobody else may have it.
  if kept ~= payload and redis.call('EXISTS', key.taken .. id) == 1 then return { 'taken' } end
  if kept then
    if call[7] > 0 then redis.call('SET', key.taken .. id, '1', 'EX', int(call[7])) end
    return { 'settled', memory or '' }
  end
  if why ~= 'orphan' and redis.call('HEXISTS', key.state, 'v') == 0 then return { 'cold' } end
  if why == '' then return { 'lost' } end
  for i = why == 'again' and 10 or 9, #call do buckets[#buckets + 1] = call[i] end
end

-- Both at once, so that what is held is at no moment neither held nor spent. What nobody holds any more leaves no field.
local function book(hash, fields)
  local money = money_in(hash, fields)
  local set, gone = {}, {}
  for at = 2, #fields, 2 do
    if cost > 0 then
      set[#set + 1] = fields[at - 1]
      set[#set + 1] = int(money[at - 1] + cost)
    end
    if micros > 0 and money[at] > micros then
      set[#set + 1] = fields[at]
      set[#set + 1] = int(money[at] - micros)
    elseif micros > 0 then
      gone[#gone + 1] = fields[at]
    end
  end
  if #set > 0 then redis.call('HSET', hash, unpack(set)) end
  if #gone > 0 then redis.call('HDEL', hash, unpack(gone)) end
end
if #buckets > 0 and (cost > 0 or micros > 0) then
  local fields = buckets == buckets_now and fields_now or fields_of(buckets)
  book(key.state, fields)
  book(key.money, fields)
end
if stored then
  redis.call('ZREM', key.open, id)
  redis.call('HDEL', key.holds, id)
end

if not memory then
  memory = time[1] .. '.' .. time[2]
  redis.call('HSET', key.money, 'e', memory)
end
if call[7] > 0 then redis.call('SET', key.taken .. id, '1', 'EX', int(call[7])) end
if payload == '' then
  redis.call('ZREM', key.due, id)
else
  redis.call('HSET', key.outbox, id, payload)
  redis.call('ZADD', key.due, int(now_ms + call[6]), id)
end
return { 'settled', memory or '' }
