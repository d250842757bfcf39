-- What time it is, the buckets of money that it belongs to, and what is in them. The twin of the names is buckets.ts.
--
-- One run has one time: Redis' own, so that relays with skewed clocks share one limiter and one calendar.

local time = redis.call('TIME')
local seconds = tonumber(time[1])
local now_us = seconds * 1000000 + tonumber(time[2])
local now_ms = math.floor(now_us / 1000)
-- Lua would write a large number with an exponent.
local function int(x) return string.format('%d', x) end

-- Civil date of a day number (days since 1970-01-01), and back: proleptic Gregorian, eras of 400 years, years that begin in March.
local function civil(days)
  local z = days + 719468
  local era = math.floor(z / 146097)
  local doe = z - era * 146097
  local yoe = math.floor((doe - math.floor(doe / 1460) + math.floor(doe / 36524) - math.floor(doe / 146096)) / 365)
  local doy = doe - (365 * yoe + math.floor(yoe / 4) - math.floor(yoe / 100))
  local mp = math.floor((5 * doy + 2) / 153)
  local day = doy - math.floor((153 * mp + 2) / 5) + 1
  local month = mp < 10 and mp + 3 or mp - 9
  return yoe + era * 400 + (month <= 2 and 1 or 0), month, day
end
local function first_day(year)
  local y = year - 1
  local era = math.floor(y / 400)
  local yoe = y - era * 400
  return era * 146097 + yoe * 365 + math.floor(yoe / 4) - math.floor(yoe / 100) + 306 - 719468
end

-- The fields of what is spent and held in buckets: the first of each two is spent, the second held.
local function fields_of(buckets)
  local fields = {}
  for i, name in ipairs(buckets) do
    fields[2 * i - 1] = 's:' .. name
    fields[2 * i] = 'h:' .. name
  end
  return fields
end

-- The bucket of every period now, in this order: day, week, month, total; their fields; and how a hold names them.
local buckets_now, fields_now, listed_now
local function current_buckets()
  if buckets_now then return buckets_now, fields_now end
  local days = math.floor(seconds / 86400)
  local year, month, day = civil(days)
  -- ISO 8601: a week belongs to the year of its Thursday. 1970-01-01 was one.
  local thursday = days - (days + 3) % 7 + 3
  local week_year = civil(thursday)
  buckets_now = {
    string.format('day:%04d-%02d-%02d', year, month, day),
    string.format('week:%04d-W%02d', week_year, math.floor((thursday - first_day(week_year)) / 7) + 1),
    string.format('month:%04d-%02d', year, month),
    'total',
  }
  fields_now = fields_of(buckets_now)
  listed_now = '"buckets":["' .. table.concat(buckets_now, '","') .. '"]'
  return buckets_now, fields_now
end
local place_of = { day = 1, week = 2, month = 3, total = 4 }

-- What is in such fields, as numbers, in the same order.
local function money_in(key, fields)
  local values = redis.call('HMGET', key, unpack(fields))
  for i = 1, #fields do values[i] = values[i] and tonumber(values[i]) or 0 end
  return values
end
