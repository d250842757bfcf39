-- Runs calls of the other scripts one after another: what comes up in one turn of a relay's event loop is one command. Each call is as
-- atomic as it is alone, and an error ends that call only.
--
-- ARGV  for each call: a JSON list, whose first entry names the script, and its payload
-- Reply a JSON list with an entry for each call: [1, its reply] or [0, message]
--
-- common.lua stands before all of this; admit, extend and settle are the other files, put before this one as functions of call and payload.

local scripts = { admit = admit, extend = extend, settle = settle }
local replies = {}
for i = 1, #ARGV, 2 do
  local call = cjson.decode(ARGV[i])
  local is_done, reply = pcall(scripts[call[1]], call, ARGV[i + 1])
  if not is_done and type(reply) == 'table' then reply = reply.err end
  replies[#replies + 1] = { is_done and 1 or 0, reply }
end
return cjson.encode(replies)
