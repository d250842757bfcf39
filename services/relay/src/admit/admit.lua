-- Admits one request, or says why not, in one atomic step. Nothing is written unless it is admitted.
--
-- call     2 ledger · 3 grant · 4 request id · 5 version of the grant that it was judged on · 6 version of the ledger's terms, likewise
--          7 requests a minute (-1: no limit) · 8 concurrent requests (-1: no limit) · 9 hold in micro-dollars
--          10 milliseconds until the hold's deadline · then pairs: period, cap of the grant in micro-dollars.
--          The ledger's caps are read here, so they are never old ones.
-- payload  facts of the request, a JSON object
-- Reply {'cold'} · {'stale'} · {'concurrent'} · {'rate', retry ms}
--       {'budget', room, whose: 'grant' or 'ledger'}
--       {'ok', room of the grant's own budgets or -1, rate remaining or -1, ms until the rate limit is whole again}
--
-- Invariant: for every budget of the grant and of its ledger, spent + held <= cap after the script, whatever ran before.

local key = keys_of(call[2], call[3])
local id, per_minute, concurrent, hold = call[4], call[7], call[8], call[9]

local state = redis.call('HMGET', key.state, 'v', 'tat')
if not state[1] then return { 'cold' } end
-- The control plane writes the ledger before the grant: where the grant is warm, what is not here was never there.
local terms = redis.call('HMGET', key.money, 'v', 'c:day', 'c:week', 'c:month', 'c:total')
if state[1] ~= call[5] or (terms[1] or '0') ~= call[6] then return { 'stale' } end

-- Entries past their deadline belong to relays that died: they no longer count, the reaper removes them.
if concurrent >= 0 and redis.call('ZCOUNT', key.open, '(' .. int(now_ms), '+inf') >= concurrent then
  return { 'concurrent' }
end

-- GCRA: `tat` is when the limiter would be whole again; a minute's worth may be used in one burst.
local tat, rate_left, rate_reset = nil, -1, 0
if per_minute >= 0 then
  if per_minute == 0 then return { 'rate', '60000' } end
  local interval = 60000000 / per_minute
  tat = math.max(tonumber(state[2] or '0'), now_us) + interval
  local ahead = tat - now_us
  if ahead > 60000000 + 1 then return { 'rate', int(math.ceil((ahead - 60000000) / 1000)) } end
  rate_left = math.floor((60000000 - ahead) / interval + 0.000001)
  rate_reset = math.ceil(ahead / 1000)
end

local buckets, fields = current_buckets()
local room = -1
local of_grant, of_ledger
if hold > 0 or #call > 10 then of_grant = money_in(key.state, fields) end
for i = 11, #call, 2 do
  local at = 2 * place_of[call[i]]
  local left = math.max(call[i + 1] - of_grant[at - 1] - of_grant[at], 0)
  if hold > 0 and hold > left then return { 'budget', int(left), 'grant' } end
  if room < 0 or left - hold < room then room = left - hold end
end
if hold > 0 then
  of_ledger = money_in(key.money, fields)
  for period = 1, 4 do
    local cap, at = terms[period + 1], 2 * period
    local left = cap and math.max(tonumber(cap) - of_ledger[at - 1] - of_ledger[at], 0)
    if left and hold > left then return { 'budget', int(left), 'ledger' } end
  end
end

-- Every period is held, not only the capped ones: a budget that is added while this request runs counts it from the start.
if hold > 0 then
  local function and_hold(money) return
    fields[2], int(money[2] + hold), fields[4], int(money[4] + hold),
    fields[6], int(money[6] + hold), fields[8], int(money[8] + hold)
  end
  redis.call('HSET', key.money, and_hold(of_ledger))
  redis.call('HSET', key.state, and_hold(of_grant))
end
if tat then redis.call('HSET', key.state, 'tat', int(tat)) end
local deadline = now_ms + call[10]
redis.call('ZADD', key.open, int(deadline), id)
redis.call('ZADD', key.due, int(deadline), id)
redis.call('HSET', key.holds, id, make_hold(call[3], hold, deadline, buckets, payload))
return { 'ok', int(room), int(rate_left), int(rate_reset) }
