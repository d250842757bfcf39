/**
 * Writes version and recorded spend of one grant.
 *
 * KEYS 1 state hash · ARGV 1 version · 2 forget at, ms ('': never) · then pairs: bucket, micro-dollars spent
 * Reply nil: written · otherwise the later version that is there, nothing was touched
 *
 * The record lags behind relays, never ahead of them: spend is raised to it and never lowered.
 */
export const WRITE_STATE = `
local known = redis.call('HGET', KEYS[1], 'v')
if known and tonumber(known) > tonumber(ARGV[1]) then return tonumber(known) end
for i = 3, #ARGV, 2 do
  local field = 's:' .. ARGV[i]
  if tonumber(ARGV[i + 1]) > tonumber(redis.call('HGET', KEYS[1], field) or '0') then
    redis.call('HSET', KEYS[1], field, ARGV[i + 1])
  end
end
redis.call('HSET', KEYS[1], 'v', ARGV[1])
if ARGV[2] == '' then redis.call('PERSIST', KEYS[1]) else redis.call('PEXPIREAT', KEYS[1], ARGV[2]) end
return false
`

/**
 * Writes terms and recorded spend of one ledger.
 *
 * KEYS 1 money hash · ARGV 1 version · 2 number of caps · then pairs: period, cap · then pairs: bucket, micro-dollars spent
 * Reply nil: written · otherwise the version of the later terms that are there, nothing was touched
 *
 * The record lags behind relays, never ahead of them: spend is raised to it and never lowered.
 */
export const WRITE_LEDGER = `
local known = redis.call('HGET', KEYS[1], 'v')
if known and tonumber(known) > tonumber(ARGV[1]) then return tonumber(known) end
local caps = 2 * tonumber(ARGV[2])
for i = 3 + caps, #ARGV, 2 do
  local field = 's:' .. ARGV[i]
  if tonumber(ARGV[i + 1]) > tonumber(redis.call('HGET', KEYS[1], field) or '0') then
    redis.call('HSET', KEYS[1], field, ARGV[i + 1])
  end
end
redis.call('HDEL', KEYS[1], 'c:day', 'c:week', 'c:month', 'c:total')
for i = 3, 2 + caps, 2 do redis.call('HSET', KEYS[1], 'c:' .. ARGV[i], ARGV[i + 1]) end
redis.call('HSET', KEYS[1], 'v', ARGV[1])
-- An account that is gone leaves nothing for ever; one that is still there only has its ledger written again.
redis.call('EXPIRE', KEYS[1], 34560000)
return false
`

/**
 * Writes the projection of one grant and tells relays, unless they have just this already.
 *
 * KEYS 1 projection · ARGV 1 version · 2 projection as JSON · 3 forget at, ms ('': never) · 4 channel · 5 message
 *      6 version of the ledger's terms in it
 * Reply nil: written · otherwise the version that is there, later or with later terms, nothing was touched
 */
export const WRITE_PROJECTION = `
local stored = redis.call('GET', KEYS[1])
if stored then
  local read, known = pcall(cjson.decode, stored)
  local version, terms = 0, 0
  if read and type(known) == 'table' then
    version = tonumber(known.version) or 0
    if type(known.ledger) == 'table' then terms = tonumber(known.ledger.version) or 0 end
  end
  if version > tonumber(ARGV[1]) or (version == tonumber(ARGV[1]) and terms > tonumber(ARGV[6])) then return version end
end
redis.call('SET', KEYS[1], ARGV[2])
if ARGV[3] ~= '' then redis.call('PEXPIREAT', KEYS[1], ARGV[3]) end
if stored ~= ARGV[2] then redis.call('PUBLISH', ARGV[4], ARGV[5]) end
return false
`
