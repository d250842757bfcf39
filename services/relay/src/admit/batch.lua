-- Runs calls of the other scripts one after another: what comes up in one turn of a relay's event loop is one command. Each call is as
-- atomic as it is alone, and an error ends that call only.
--
-- ARGV  1 a JSON list of the calls, each a list whose first entry names its script · 2 their payloads, each followed by a line feed
-- Reply a JSON list with an entry for each call: [1, its reply] or [0, message]
--
-- scripts.ts puts it together: names of keys, buckets.lua and holds.lua come first; admit, extend and settle as functions of call and payload.

local scripts = { admit = admit, extend = extend, settle = settle }
local replies = {}
local from = 1
for i, call in ipairs(cjson.decode(ARGV[1])) do
  local to = string.find(ARGV[2], '\n', from, true)
  local is_done, reply = pcall(scripts[call[1]], call, string.sub(ARGV[2], from, to - 1))
  if not is_done and type(reply) == 'table' then reply = reply.err end
  replies[i] = { is_done and 1 or 0, reply }
  from = to + 1
end
return cjson.encode(replies)
