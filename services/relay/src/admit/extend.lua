-- Makes the hold of an open request larger and moves its deadline; an amount of 0 only moves the deadline. A hold that a flush has
-- taken can be put back, if there is room for it.
--
-- KEYS  1 state hash of the grant · 2 its open requests · 3 holds hash of the ledger · 4 due entries of the ledger
--       5 money hash of the ledger · 6 `taken` mark of the request · 7 outbox of the ledger
-- ARGV  1 request id · 2 micro-dollars to add · 3 milliseconds until the new deadline
--       4 micro-dollars that were held, if the hold is to be put back ('': it is not) · 5 its grant · 6 its facts · 7 its buckets,
--       joined by commas · then pairs: period, cap of the grant
-- Reply {'ok'} · {'budget'}: no room, nothing written · {'gone'}: settled already, or lost · {'cold'}: the grant must be rebuilt first
--
-- Invariant: for every budget of the grant and of its ledger, spent + held <= cap after the script.

local function int(x) return string.format('%.0f', x) end
local stored = redis.call('HGET', KEYS[3], ARGV[1])
local add = tonumber(ARGV[2])
local hold, facts
if stored then
  hold = cjson.decode(stored)
  -- Passed on as they are: re-encoding them would round numbers and turn empty lists into objects.
  facts = string.match(stored, '"facts":(.*)}$')
else
  if ARGV[4] == '' then return { 'gone' } end
  if redis.call('EXISTS', KEYS[6]) == 1 or redis.call('HEXISTS', KEYS[7], ARGV[1]) == 1 then return { 'gone' } end
  if redis.call('HEXISTS', KEYS[1], 'v') == 0 then return { 'cold' } end
  hold = { grantId = ARGV[5], micros = 0, buckets = {} }
  for name in string.gmatch(ARGV[7], '[^,]+') do hold.buckets[#hold.buckets + 1] = name end
  facts = ARGV[6]
  add = add + tonumber(ARGV[4])
end

if add > 0 then
  local bucket = {}
  for _, name in ipairs(hold.buckets) do bucket[string.match(name, '^%a+')] = name end
  local function fits(key, period, cap)
    local used = redis.call('HMGET', key, 's:' .. bucket[period], 'h:' .. bucket[period])
    return tonumber(cap) - tonumber(used[1] or '0') - tonumber(used[2] or '0') >= add
  end
  for i = 8, #ARGV, 2 do
    if not fits(KEYS[1], ARGV[i], ARGV[i + 1]) then return { 'budget' } end
  end
  local caps = redis.call('HMGET', KEYS[5], 'c:day', 'c:week', 'c:month', 'c:total')
  for i, period in ipairs({ 'day', 'week', 'month', 'total' }) do
    if caps[i] and not fits(KEYS[5], period, caps[i]) then return { 'budget' } end
  end
  for _, name in ipairs(hold.buckets) do
    redis.call('HINCRBY', KEYS[1], 'h:' .. name, int(add))
    redis.call('HINCRBY', KEYS[5], 'h:' .. name, int(add))
  end
end

local time = redis.call('TIME')
local deadline = int(tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000) + tonumber(ARGV[3]))
redis.call('ZADD', KEYS[2], deadline, ARGV[1])
redis.call('ZADD', KEYS[4], deadline, ARGV[1])
redis.call('HSET', KEYS[3], ARGV[1], string.format(
  '{"grantId":"%s","micros":%s,"deadline":%s,"buckets":["%s"],"facts":%s}',
  hold.grantId, int(hold.micros + add), deadline, table.concat(hold.buckets, '","'), facts))
return { 'ok' }
