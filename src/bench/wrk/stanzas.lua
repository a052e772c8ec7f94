-- Posts one stanza after the other: wrk … -s stanzas.lua URL -- FILE NAME. FILE holds the body, with @ID@ in the place of an
-- id, which is NAME-000000000, NAME-000000001 and so on. Prints what came of it in one line.
local before, after
local number = -1

function init(args)
  local file = assert(io.open(args[1], "rb"))
  local body = file:read("*a")
  file:close()
  local numbered = body:gsub("@ID@", function() return args[2] .. "-@@@@@@@@@" end)
  local whole = wrk.format("POST", nil, nil, numbered)
  local first, last = whole:find("@@@@@@@@@", 1, true)
  before, after = whole, ""
  if first then
    before, after = whole:sub(1, first - 1), whole:sub(last + 1)
  end
end

function request()
  number = number + 1
  return after == "" and before or before .. string.format("%09d", number) .. after
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format("RESULT requests=%d micros=%d failed=%d p50=%d p99=%d\n", summary.requests, summary.duration,
    errors.status + errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50), latency:percentile(99)))
end
