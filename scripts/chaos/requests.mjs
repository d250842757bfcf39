// One chat request as a client makes it, and what became of it.

const PATH = '/v1/proxy/passthrough/openai/v1/chat/completions'
// Longer than the most tokens that the upstream counts for input: no tokenizer makes more than one token of a byte.
const PROMPT = 'What is the use of a budget? '.repeat(8)
const HUNG_MS = 60_000
// Micro-dollars: the dearest a token of gpt-4o can be, in and out.
const DEAREST = { input: 2.5, output: 10 }

const bodyOf = ({ isStream, outputMax, plan }) =>
  JSON.stringify({
    model: 'gpt-4o',
    messages: [{ role: 'user', content: PROMPT }],
    metadata: { plan: JSON.stringify(plan) },
    ...(isStream ? { stream: true } : {}),
    ...(outputMax === undefined ? {} : { max_tokens: outputMax }),
  })

/** What the relay holds for a request that names its maximum. */
export const holdOf = (request) =>
  Math.ceil(Buffer.byteLength(bodyOf(request)) * DEAREST.input + request.outputMax * DEAREST.output)

const errorIn = (text) => {
  try {
    return JSON.parse(text).error?.code
  } catch {
    return undefined
  }
}

/** How an answer ended for its reader: `whole`, or `cut` with a code, or `broken`: neither. */
const endingOf = (text, isStream) => {
  if (!isStream) return errorIn(text) === undefined && text.endsWith('}') ? { end: 'whole' } : { end: 'broken' }
  if (text.endsWith('data: [DONE]\n\n')) return { end: 'whole' }
  const last = text.trimEnd().split('\n\n').at(-1)
  const code = errorIn(last.slice('data: '.length))
  return code === undefined ? { end: 'broken' } : { end: 'cut', code }
}

const read = async (answer, leaveAfter, leave, onFirst) => {
  const decoder = new TextDecoder()
  let text = ''
  let pieces = 0
  for await (const piece of answer.body) {
    text += decoder.decode(piece, { stream: true })
    if (pieces++ === 0) onFirst?.()
    if (pieces === leaveAfter) leave()
  }
  return text
}

/**
 * Sends it and sees it through. Gives `{ agent, grantId, relay, wasUp, kills, kind, startedAt, endedAt, status, code, end }`, where `end` is
 * `whole` · `refused` · `cut` (an error event in a stream) · `left` (the client went) · `unanswered` · `broken` · `hung`.
 */
export const send = async (relay, grant, request, agent, { onFirst } = {}) => {
  const attempt = {
    agent,
    grantId: grant.id,
    relay,
    wasUp: relay.isUp,
    kills: relay.kills,
    kind: request.kind,
    startedAt: Date.now(),
  }
  const leaving = new AbortController()
  const signal = AbortSignal.any([leaving.signal, AbortSignal.timeout(HUNG_MS)])
  const finish = (facts) => Object.assign(attempt, facts, { endedAt: Date.now() })
  try {
    const answer = await fetch(relay.origin + PATH, {
      method: 'POST',
      headers: { authorization: `Bearer ${grant.token}`, 'content-type': 'application/json', 'user-agent': agent },
      body: bodyOf(request),
      signal,
    })
    attempt.status = answer.status
    const text = await read(answer, request.leaveAfter, () => leaving.abort(), onFirst)
    if (answer.status !== 200) return finish({ end: 'refused', code: errorIn(text) })
    return finish(endingOf(text, request.isStream))
  } catch {
    if (leaving.signal.aborted) return finish({ end: 'left' })
    if (signal.aborted) return finish({ end: 'hung' })
    return finish({ end: attempt.status === undefined ? 'unanswered' : 'broken' })
  }
}
