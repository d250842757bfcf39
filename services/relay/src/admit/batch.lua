-- Runs calls of the other scripts one after another: what comes up in one turn of a relay's event loop is one command. Each call is as
-- atomic as it is alone, and an error ends that call only.
--
-- KEYS  the keys of all calls, in their order
-- ARGV  for each call: its script · its number of keys · its number of arguments · its arguments
-- Reply for each call: {1, its reply} or {0, message}
--
-- admit, extend and settle are the other files, put before this one as functions of KEYS and ARGV.

local scripts = { admit = admit, extend = extend, settle = settle }
local replies = {}
local key, arg = 0, 0
while arg < #ARGV do
  local run, keys, args = scripts[ARGV[arg + 1]], tonumber(ARGV[arg + 2]), tonumber(ARGV[arg + 3])
  arg = arg + 3
  local is_done, reply = pcall(run, { unpack(KEYS, key + 1, key + keys) }, { unpack(ARGV, arg + 1, arg + args) })
  if not is_done and type(reply) == 'table' then reply = reply.err end
  replies[#replies + 1] = { is_done and 1 or 0, reply }
  key = key + keys
  arg = arg + args
end
return replies
