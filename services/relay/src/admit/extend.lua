-- Makes the hold of an open request larger and moves its deadline; an amount of 0 only moves the deadline. A hold that a flush has
-- taken can be put back, if there is room for it.
--
-- call     2 ledger · 3 grant · 4 request id · 5 micro-dollars to add · 6 milliseconds until the new deadline
--          7 micro-dollars that were held, if the hold is to be put back (-1: it is not) · 8 its buckets then, joined by commas
--          then pairs: period, cap of the grant
-- payload  its facts, if it is to be put back
-- Reply {'ok'} · {'budget'}: no room, nothing written · {'gone'}: settled already, or lost · {'cold'}: the grant must be rebuilt first
--
-- Invariant: for every budget of the grant and of its ledger, spent + held <= cap after the script.

local key = keys_of(call[2], call[3])
local id, add = call[4], call[5]
local stored = redis.call('HGET', key.holds, id)
local micros, buckets, facts
if stored then
  micros, buckets = read_hold(stored)
  facts = facts_of(stored)
else
  if call[7] < 0 then return { 'gone' } end
  if redis.call('EXISTS', key.taken .. id) == 1 or redis.call('HEXISTS', key.outbox, id) == 1 then return { 'gone' } end
  if redis.call('HEXISTS', key.state, 'v') == 0 then return { 'cold' } end
  micros, buckets, facts = 0, {}, payload
  for name in string.gmatch(call[8], '[^,]+') do buckets[#buckets + 1] = name end
  add = add + call[7]
end

if add > 0 then
  local at, fields = {}, fields_of(buckets)
  for i, name in ipairs(buckets) do at[string.match(name, '^%a+')] = 2 * i end
  local function fits(money, period, cap) return cap - money[at[period] - 1] - money[at[period]] >= add end
  local of_grant = money_in(key.state, fields)
  for i = 9, #call, 2 do
    if not fits(of_grant, call[i], call[i + 1]) then return { 'budget' } end
  end
  local of_ledger = money_in(key.money, fields)
  local caps = redis.call('HMGET', key.money, 'c:day', 'c:week', 'c:month', 'c:total')
  for i, period in ipairs({ 'day', 'week', 'month', 'total' }) do
    if caps[i] and not fits(of_ledger, period, tonumber(caps[i])) then return { 'budget' } end
  end
  for _, name in ipairs(buckets) do
    redis.call('HINCRBY', key.state, 'h:' .. name, int(add))
    redis.call('HINCRBY', key.money, 'h:' .. name, int(add))
  end
end

local deadline = now_ms + call[6]
redis.call('ZADD', key.open, int(deadline), id)
redis.call('ZADD', key.due, int(deadline), id)
redis.call('HSET', key.holds, id, make_hold(call[3], micros + add, deadline, buckets, facts))
return { 'ok' }
