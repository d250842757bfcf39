/**
 * Writes version and opening spend of one grant.
 *
 * KEYS 1 state hash · ARGV 1 version · 2 forget at, ms ('': never) · then pairs: bucket, micro-dollars spent
 * Reply 1: written · 0: a later version is there, nothing was touched
 *
 * Spend is written only where the state is cold, and never below what a relay settled in the meantime.
 */
export const WRITE_STATE = `
local known = redis.call('HGET', KEYS[1], 'v')
if known and tonumber(known) > tonumber(ARGV[1]) then return 0 end
if not known then
  for i = 3, #ARGV, 2 do
    local field = 's:' .. ARGV[i]
    if tonumber(ARGV[i + 1]) > tonumber(redis.call('HGET', KEYS[1], field) or '0') then
      redis.call('HSET', KEYS[1], field, ARGV[i + 1])
    end
  end
end
redis.call('HSET', KEYS[1], 'v', ARGV[1])
if ARGV[2] == '' then redis.call('PERSIST', KEYS[1]) else redis.call('PEXPIREAT', KEYS[1], ARGV[2]) end
return 1
`

/**
 * Writes the projection of one grant and tells relays, unless they have just this already.
 *
 * KEYS 1 projection · ARGV 1 version · 2 projection as JSON · 3 forget at, ms ('': never) · 4 channel · 5 message
 * Reply 1: written · 0: a later version is there, nothing was touched
 */
export const WRITE_PROJECTION = `
local stored = redis.call('GET', KEYS[1])
if stored then
  local read, known = pcall(cjson.decode, stored)
  if read and type(known) == 'table' and (tonumber(known.version) or 0) > tonumber(ARGV[1]) then return 0 end
end
redis.call('SET', KEYS[1], ARGV[2])
if ARGV[3] ~= '' then redis.call('PEXPIREAT', KEYS[1], ARGV[3]) end
if stored ~= ARGV[2] then redis.call('PUBLISH', ARGV[4], ARGV[5]) end
return 1
`
