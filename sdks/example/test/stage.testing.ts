import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { FakeRelay, makeClient, makeSecrets, provide, refuse, succeed } from '../../node/test/fake-relay.testing.js'
import { makeApp } from '../src/app.js'

export const secrets = makeSecrets()
export const LINK_TOKEN = `1r_lt_${secrets.id}_${'b'.repeat(43)}_${'c'.repeat(6)}`
const END = 'data: [DONE]\n\n'

const chunk = (content: string) => `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`

// What Link says when a person approves at once. It runs on the origin of 1Relay, as the real one does.
const LINK_PAGE = `<!doctype html><title>Link</title><script>
const fields = new URLSearchParams(location.hash.slice(1))
const say = (message) =>
  parent.postMessage({ source: '1relay-link', nonce: fields.get('nonce'), ...message }, fields.get('origin'))
addEventListener('message', () => say({ type: 'success', publicToken: '${secrets.publicToken}', metadata: {} }))
say({ type: 'ready' })
</script>`

const request = (number: number) => ({
  requestId: `r${number}`,
  model: 'gpt-4o-mini',
  path: '/v1/chat/completions',
  inputTokens: 12,
  outputTokens: 34,
  costMicros: 567,
  status: 200,
  reason: null,
})

/** How the 1Relay of a test answers a chat; it may be changed in the middle. */
export type Mood = 'answers' | 'hangs' | 'budget_exceeded' | 'rate_limited' | 'invalid_token' | 'cut'

/** A 1Relay in small: every route that the example uses. */
export const startRelay = async (): Promise<{ relay: FakeRelay; setMood: (mood: Mood) => void }> => {
  const relay = await new FakeRelay().start()
  let mood: Mood = 'answers'
  let chats = 0
  let status = 'active'
  const answerChat: Record<Mood, (res: Parameters<FakeRelay['answer']>[1]) => unknown> = {
    answers: (res) =>
      res.writeHead(200, { 'content-type': 'text/event-stream' }).end(chunk('Hello ') + chunk('there') + END),
    hangs: (res) => res.writeHead(200, { 'content-type': 'text/event-stream' }).write(chunk('Hello ')),
    cut: (res) => {
      const error = { message: 'm', type: 'budget_error', code: 'budget_exceeded' }
      return res.writeHead(200).end(`${chunk('Hel')}data: ${JSON.stringify({ error })}\n\n`)
    },
    budget_exceeded: (res) => refuse(res, 402, 'budget_exceeded'),
    rate_limited: (res) => refuse(res, 429, 'rate_limited', { 'retry-after': '120' }),
    invalid_token: (res) => refuse(res, 401, 'invalid_token'),
  }
  const connection = () => ({
    id: secrets.id,
    status,
    providers: ['openai', 'anthropic'],
    budgets: [{ period: 'month', capMicros: 10_000_000, spentMicros: chats * 567, resetsAt: null }],
  })
  relay.answer = (req, res) => {
    const route = `${req.method} ${req.url.split('?')[0]}`
    if (route.startsWith('GET /link/')) return res.writeHead(200, { 'content-type': 'text/html' }).end(LINK_PAGE)
    switch (route) {
      case 'POST /v1/link/sessions':
        return succeed(res, { linkToken: LINK_TOKEN, linkSessionId: secrets.id, expiresAt: '' }, 201)
      case 'POST /v1/link/exchange':
        return succeed(res, { connectionId: secrets.id, accessTokenStem: `1r_at_${secrets.id}_${secrets.auth}` })
      case `GET /v1/connections/${secrets.id}`:
        return succeed(res, { connection: connection() })
      case `DELETE /v1/connections/${secrets.id}`:
        status = 'revoked'
        return succeed(res, {})
      case 'GET /v1/usage/requests':
        return succeed(res, { requests: Array.from({ length: chats }, (_, n) => request(chats - n)), nextCursor: null })
      case 'POST /v1/proxy/chat/completions':
        chats++
        return void answerChat[mood](res)
      default:
        return provide(res, 404, {})
    }
  }
  return { relay, setMood: (next) => (mood = next) }
}

export const startApp = async (
  relay: FakeRelay,
  linkSdkDir = __dirname,
): Promise<{ url: string; stop: () => Promise<void> }> => {
  // The browser's name for this machine: Link's origin is then the one that the policy of the page allows.
  const relayUrl = relay.url.replace('127.0.0.1', 'localhost')
  const client = makeClient(relay, secrets)
  const app = makeApp({ client, relayUrl, isSandbox: false, publicDir: join(__dirname, '../public'), linkSdkDir })
  const server = await new Promise<Server>((resolve) => {
    const one = app.listen(0, '127.0.0.1', () => resolve(one))
  })
  const stop = async (): Promise<void> => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return { url: `http://localhost:${(server.address() as AddressInfo).port}`, stop }
}
