-- Admits one request, or says why not, in one atomic step. Nothing is written unless it is admitted.
--
-- KEYS  1 state hash of the grant · 2 its open requests (sorted set by deadline, ms) · 3 holds hash of the ledger
--       4 due entries of the ledger · 5 money hash of the ledger
-- ARGV  1 version the request was judged on · 2 request id · 3 grant id · 4 requests a minute ('': no limit)
--       5 concurrent requests ('': no limit) · 6 hold in micro-dollars · 7 milliseconds until the hold's deadline
--       8 facts of the request, a JSON object · 9 version of the ledger's terms it was judged on
--       then pairs: period, cap of the grant in micro-dollars. The ledger's caps are read here, so they are never old ones.
-- Reply {'cold'} · {'stale'} · {'concurrent'} · {'rate', retry ms}
--       {'budget', room, whose: 'grant' or 'ledger'}
--       {'ok', room of the grant's own budgets or -1, rate remaining or -1, ms until the rate limit is whole again}
--
-- Invariant: for every budget of the grant and of its ledger, spent + held <= cap after the script, whatever ran before.
-- Time is Redis' own: relays with skewed clocks share one limiter and one calendar.

local time = redis.call('TIME')
local seconds = tonumber(time[1])
local now_us = seconds * 1000000 + tonumber(time[2])
local now_ms = math.floor(now_us / 1000)
local function int(x) return string.format('%.0f', x) end

local version = redis.call('HGET', KEYS[1], 'v')
if not version then return { 'cold' } end
-- The control plane writes the ledger before the grant: where the grant is warm, what is not here was never there.
local terms = redis.call('HMGET', KEYS[5], 'v', 'c:day', 'c:week', 'c:month', 'c:total')
if version ~= ARGV[1] or (terms[1] or '0') ~= ARGV[9] then return { 'stale' } end

-- Entries past their deadline belong to relays that died: they no longer count, the reaper removes them.
if ARGV[5] ~= '' and redis.call('ZCOUNT', KEYS[2], '(' .. int(now_ms), '+inf') >= tonumber(ARGV[5]) then
  return { 'concurrent' }
end

-- GCRA: `tat` is when the limiter would be whole again; a minute's worth may be used in one burst.
local tat, rate_left, rate_reset = nil, -1, 0
if ARGV[4] ~= '' then
  local per_minute = tonumber(ARGV[4])
  if per_minute <= 0 then return { 'rate', '60000' } end
  local interval = 60000000 / per_minute
  tat = math.max(tonumber(redis.call('HGET', KEYS[1], 'tat') or '0'), now_us) + interval
  local ahead = tat - now_us
  if ahead > 60000000 + 1 then return { 'rate', int(math.ceil((ahead - 60000000) / 1000)) } end
  rate_left = math.floor((60000000 - ahead) / interval + 0.000001)
  rate_reset = math.ceil(ahead / 1000)
end

-- Civil date of a day number (days since 1970-01-01), proleptic Gregorian, eras of 400 years.
local function civil(days)
  local z = days + 719468
  local era = math.floor(z / 146097)
  local doe = z - era * 146097
  local yoe = math.floor((doe - math.floor(doe / 1460) + math.floor(doe / 36524) - math.floor(doe / 146096)) / 365)
  local doy = doe - (365 * yoe + math.floor(yoe / 4) - math.floor(yoe / 100))
  local mp = math.floor((5 * doy + 2) / 153)
  local day = doy - math.floor((153 * mp + 2) / 5) + 1
  local month = mp < 10 and mp + 3 or mp - 9
  return yoe + era * 400 + (month <= 2 and 1 or 0), month, day, doy
end

local days = math.floor(seconds / 86400)
local year, month, day = civil(days)
-- ISO 8601: a week belongs to the year of its Thursday. 1970-01-01 was one.
local thursday = days - (days + 3) % 7 + 3
local week_year = civil(thursday)
local first = thursday
while civil(first - 7) == week_year do first = first - 7 end
local bucket = {
  day = string.format('day:%04d-%02d-%02d', year, month, day),
  week = string.format('week:%04d-W%02d', week_year, (thursday - first) / 7 + 1),
  month = string.format('month:%04d-%02d', year, month),
  total = 'total',
}

local hold = tonumber(ARGV[6])
local function left_in(key, period, cap)
  local name = bucket[period]
  local used = redis.call('HMGET', key, 's:' .. name, 'h:' .. name)
  return math.max(tonumber(cap) - tonumber(used[1] or '0') - tonumber(used[2] or '0'), 0)
end
local room = -1
for i = 10, #ARGV, 2 do
  local left = left_in(KEYS[1], ARGV[i], ARGV[i + 1])
  if hold > 0 and hold > left then return { 'budget', int(left), 'grant' } end
  if room < 0 or left - hold < room then room = left - hold end
end
if hold > 0 then
  for i, period in ipairs({ 'day', 'week', 'month', 'total' }) do
    local left = terms[i + 1] and left_in(KEYS[5], period, terms[i + 1])
    if left and hold > left then return { 'budget', int(left), 'ledger' } end
  end
end

if tat then redis.call('HSET', KEYS[1], 'tat', int(tat)) end
-- Every period is held, not only the capped ones: a budget that is added while this request runs counts it from the start.
if hold > 0 then
  for _, name in pairs(bucket) do
    redis.call('HINCRBY', KEYS[1], 'h:' .. name, int(hold))
    redis.call('HINCRBY', KEYS[5], 'h:' .. name, int(hold))
  end
end
local deadline = int(now_ms + tonumber(ARGV[7]))
redis.call('ZADD', KEYS[2], deadline, ARGV[2])
redis.call('ZADD', KEYS[4], deadline, ARGV[2])
redis.call('HSET', KEYS[3], ARGV[2], string.format(
  '{"grantId":"%s","micros":%s,"deadline":%s,"buckets":["%s","%s","%s","%s"],"facts":%s}',
  ARGV[3], int(hold), deadline, bucket.day, bucket.week, bucket.month, bucket.total, ARGV[8]))
return { 'ok', int(room), int(rate_left), int(rate_reset) }
