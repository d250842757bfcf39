// The requests of the bench: one JSON POST of about 1 KB, and the same asked for as a stream.
const prompt = 'The quick brown fox jumps over the lazy dog. '.repeat(18)
const fields = {
  model: 'gpt-4o-mini',
  messages: [
    { role: 'system', content: 'Answer in one sentence.' },
    { role: 'user', content: prompt },
  ],
  max_tokens: 128,
}
export const BODY = JSON.stringify(fields)
const streamed = JSON.stringify({ ...fields, stream: true, max_tokens: 2048 })

/** Raw HTTP requests for a system under test: one for each of its sets of headers. */
export const rawRequests = ({ port, path, headers }, isStream) => {
  const body = isStream ? streamed : BODY
  return headers.map((own) => {
    const all = { Host: `127.0.0.1:${port}`, 'Content-Type': 'application/json', 'Content-Length': body.length, ...own }
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`)
    return `POST ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`
  })
}

/** A script for wrk that sends the requests in turn and prints what came of them as one line of JSON. */
export const wrkScript = (requests) => `
local requests = {${requests.map((text) => JSON.stringify(text)).join(',\n')}}
local turn = 0
function request()
  turn = turn % #requests + 1
  return requests[turn]
end
function done(summary)
  local e = summary.errors
  io.write(string.format('RESULT {"requests":%d,"us":%d,"non200":%d,"socketErrors":%d}\\n',
    summary.requests, summary.duration, e.status, e.connect + e.read + e.write + e.timeout))
end
`
