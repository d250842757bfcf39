// An OpenAI that serves what the request asks for and keeps its own accounting, by request and by credential.
import { createServer } from 'node:http'
import { wait } from './wait.mjs'

// gpt-4o, micro-dollars a token.
const PRICES = { input: 2.5, cached: 1.25, output: 10 }

const costOf = ({
  prompt_tokens: input,
  completion_tokens: output,
  prompt_tokens_details: { cached_tokens: cached },
}) => Math.ceil((input - cached) * PRICES.input + cached * PRICES.cached + output * PRICES.output)

const chunk = (choices, usage) => `data: ${JSON.stringify({ id: 'c', model: 'gpt-4o', choices, usage })}\n\n`

const usageOf = ({ inputTokens, cachedTokens, outputTokens }) => ({
  prompt_tokens: inputTokens,
  completion_tokens: outputTokens,
  total_tokens: inputTokens + outputTokens,
  prompt_tokens_details: { cached_tokens: cachedTokens },
})

const stream = async (res, { pieces, everyMs, pieceBytes }, usage) => {
  const delta = { content: 'x'.repeat(pieceBytes) }
  for (let i = 0; i < pieces && !res.destroyed; i++) {
    res.write(chunk([{ index: 0, delta, finish_reason: null }], null))
    await wait(everyMs)
  }
  if (res.destroyed) return
  res.write(chunk([{ index: 0, delta: {}, finish_reason: 'stop' }], null))
  res.end(`${chunk([], usage)}data: [DONE]\n\n`)
}

const answer = async (res, { stream: isStream, metadata }) => {
  const plan = JSON.parse(metadata.plan)
  const usage = usageOf(plan)
  res.writeHead(200, { 'content-type': isStream ? 'text/event-stream' : 'application/json' })
  if (isStream) await stream(res, plan, usage)
  else {
    await wait(plan.pieces * plan.everyMs)
    if (!res.destroyed) res.end(JSON.stringify({ id: 'c', model: 'gpt-4o', choices: [], usage }))
  }
  return usage
}

/**
 * Starts it. `served` maps the user agent of each request to `{ key, costMicros, isWhole, isOpen }`: which credential it came with,
 * what the reported tokens cost, whether the answer went out to its end (otherwise nothing was reported). `doubles` counts requests that came a second time.
 */
export const startUpstream = async (shutdown) => {
  const books = { origin: '', served: new Map(), doubles: 0 }
  const server = createServer(async (req, res) => {
    let body = ''
    for await (const part of req) body += part
    const agent = req.headers['user-agent']
    if (books.served.has(agent)) books.doubles += 1
    const entry = {
      key: req.headers.authorization?.slice('Bearer '.length),
      costMicros: 0,
      isWhole: false,
      isOpen: true,
    }
    books.served.set(agent, entry)
    res.on('finish', () => (entry.isWhole = true)).on('close', () => (entry.isOpen = false))
    entry.costMicros = costOf(await answer(res, JSON.parse(body)))
  })
  server.keepAliveTimeout = 60_000
  await new Promise((done) => server.listen(0, '127.0.0.1', done))
  shutdown.add(() => server.closeAllConnections())
  shutdown.add(() => server.close())
  books.origin = `http://127.0.0.1:${server.address().port}`
  return books
}
