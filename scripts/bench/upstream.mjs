// Usage: node scripts/bench/upstream.mjs <port> <events a stream> <milliseconds between events>
// The cheapest provider that Node can be: fixed bytes on sockets, no HTTP parser. A request whose body asks for a stream
// gets events at a steady pace, each with the monotonic time (µs) at which it was written; any other gets 1 KB of JSON.
import { createServer } from 'node:net'

const [port, events, everyMs] = process.argv.slice(2).map(Number)
const usage = { prompt_tokens: 210, completion_tokens: 60, total_tokens: 270 }
const filler = 'Lorem ipsum dolor sit amet, consectetur adipiscing elit. '.repeat(14)
const envelope = { id: 'chatcmpl-bench', created: 1767225600, model: 'gpt-4o-mini' }

const json = JSON.stringify({
  ...envelope,
  object: 'chat.completion',
  choices: [{ index: 0, message: { role: 'assistant', content: filler }, finish_reason: 'stop' }],
  usage,
})
const ANSWER = Buffer.from(
  `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${json.length}\r\n\r\n${json}`,
)
const STREAM_HEAD =
  'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\nTransfer-Encoding: chunked\r\n\r\n'

const chunk = (text) => `${text.length.toString(16)}\r\n${text}\r\n`
const event = (fields) =>
  chunk(`data: ${JSON.stringify({ ...envelope, object: 'chat.completion.chunk', ...fields })}\n\n`)
const delta = (content) => event({ choices: [{ index: 0, delta: { content }, finish_reason: null }], usage: null })
const LAST = `${event({ choices: [], usage })}${chunk('data: [DONE]\n\n')}0\r\n\r\n`

const stream = (socket) => {
  let sent = 0
  const next = () => {
    if (socket.destroyed) return clearInterval(timer)
    const head = sent === 0 ? STREAM_HEAD : ''
    if (++sent <= events) return socket.write(`${head}${delta(` word t_${process.hrtime.bigint() / 1000n}_`)}`)
    clearInterval(timer)
    return socket.write(LAST)
  }
  const timer = setInterval(next, everyMs)
  next()
}

/** Length of the first whole request in the text, or 0 while it is not whole. */
const requestEnd = (text) => {
  const head = text.indexOf('\r\n\r\n')
  if (head < 0) return 0
  const headers = text.slice(0, head + 2)
  const length = /\r\ncontent-length: *(\d+)/i.exec(headers)
  if (length) return text.length >= head + 4 + Number(length[1]) ? head + 4 + Number(length[1]) : 0
  if (!/\r\ntransfer-encoding:/i.test(headers)) return head + 4
  const last = text.indexOf('0\r\n\r\n', head + 4)
  return last < 0 ? 0 : last + 5
}

const server = createServer({ noDelay: true }, (socket) => {
  let pending = ''
  socket.on('error', () => socket.destroy())
  socket.on('data', (bytes) => {
    pending += bytes.latin1Slice()
    for (let end = requestEnd(pending); end > 0; end = requestEnd(pending)) {
      const isStream = pending.slice(0, end).includes('"stream":true')
      pending = pending.slice(end)
      if (isStream) stream(socket)
      else socket.write(ANSWER)
    }
  })
})
server.listen(port, '127.0.0.1', 4096)
process.on('SIGTERM', () => process.exit(0))
