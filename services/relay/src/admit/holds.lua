-- The form of a hold in the hash of holds, which TypeScript reads as Hold. Written and read here without a JSON parser, in one order of fields.

-- A hold as it is kept. Its facts are passed on as they are: re-encoding them would round numbers and turn empty lists into objects.
local function make_hold(grant, micros, deadline, buckets, facts)
  local listed = buckets == buckets_now and listed_now or '"buckets":["' .. table.concat(buckets, '","') .. '"]'
  return table.concat({
    '{"grantId":"', grant, '","micros":', int(micros), ',"deadline":', int(deadline), ',', listed, ',"facts":', facts, '}',
  })
end
-- How much a kept hold is, and its buckets.
local function read_hold(stored)
  local micros, from = string.match(stored, '^{"grantId":"[^"]*","micros":(%d+),"deadline":%d+,()')
  local buckets = current_buckets()
  -- The usual case: it was made in the periods of now.
  if string.sub(stored, from, from + #listed_now - 1) == listed_now then return tonumber(micros), buckets end
  local names = string.match(stored, '^"buckets":%[([^%]]*)%]', from)
  local others = {}
  for name in string.gmatch(names, '"([^"]*)"') do others[#others + 1] = name end
  return tonumber(micros), others
end
local function facts_of(stored) return string.match(stored, '^{"grantId":"[^"]*","micros":%d+,"deadline":%d+,"buckets":%[[^%]]*%],"facts":(.*)}$') end
