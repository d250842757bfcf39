-- Makes the hold of an open request larger and moves its deadline; an amount of 0 only moves the deadline.
--
-- KEYS  1 state hash of the grant · 2 its open requests · 3 holds hash of the ledger
--       4 due entries of the ledger
-- ARGV  1 request id · 2 micro-dollars to add · 3 milliseconds until the new deadline · then pairs: period, cap
-- Reply {'ok', room or -1} · {'budget'}: no room, nothing written · {'gone'}: settled already
--
-- Invariant: for every budget, spent + held <= cap after the script.

local stored = redis.call('HGET', KEYS[3], ARGV[1])
if not stored then return { 'gone' } end
local function int(x) return string.format('%.0f', x) end
local hold = cjson.decode(stored)
local add = tonumber(ARGV[2])

local bucket = {}
for _, name in ipairs(hold.buckets) do bucket[string.match(name, '^%a+')] = name end
local room = -1
if add > 0 then
  for i = 4, #ARGV, 2 do
    local name = bucket[ARGV[i]]
    local used = redis.call('HMGET', KEYS[1], 's:' .. name, 'h:' .. name)
    local left = tonumber(ARGV[i + 1]) - tonumber(used[1] or '0') - tonumber(used[2] or '0') - add
    if left < 0 then return { 'budget' } end
    if room < 0 or left < room then room = left end
  end
  for _, name in ipairs(hold.buckets) do redis.call('HINCRBY', KEYS[1], 'h:' .. name, int(add)) end
end

local time = redis.call('TIME')
local deadline = int(tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000) + tonumber(ARGV[3]))
redis.call('ZADD', KEYS[2], deadline, ARGV[1])
redis.call('ZADD', KEYS[4], deadline, ARGV[1])
-- The facts are passed on as they are: re-encoding them would round numbers and turn empty lists into objects.
local facts = string.match(stored, '"facts":(.*)}$')
redis.call('HSET', KEYS[3], ARGV[1], string.format(
  '{"grantId":"%s","micros":%s,"deadline":%s,"buckets":["%s"],"facts":%s}',
  hold.grantId, int(hold.micros + add), deadline, table.concat(hold.buckets, '","'), facts))
return { 'ok', int(room) }
