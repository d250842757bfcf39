import { randomUUID } from 'node:crypto'
import { Agent, request, type IncomingMessage, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { WebSocket, WebSocketServer } from 'ws'
import { eventually, exchange, Harness, month, serve, type Granted } from './harness.js'

const BASE = '/v1/proxy/passthrough/openai/v1'
const CHAT = `${BASE}/chat/completions`
const ROUNDS = 3
const event = 'data: {"choices":[{"delta":{"content":"x"}}]}\n\n'

/** Auth half and seal half. */
const halvesOf = (token: string): string[] => token.split('_').slice(3, 5)

/** Answers by the path it is asked for. */
const answer = (req: IncomingMessage, res: ServerResponse): void => {
  const [, , , how] = (req.url ?? '').split('/')
  req.on('error', () => undefined)
  if (how === 'early') return void res.writeHead(413, { connection: 'close' }).end('too much')
  req.resume().on('end', () => {
    switch (how) {
      case 'stream':
        res.writeHead(200, { 'content-type': 'text/event-stream' }).write(event)
        return void setImmediate(() => res.end(event))
      case 'endless':
        return void res.writeHead(200, { 'content-type': 'text/event-stream' }).write(event)
      case 'silent':
        return
      case 'dies':
        return void res.writeHead(200, { 'content-length': '9' }).write('half', () => res.destroy())
      case 'hangs-up':
        return void res.destroy()
      case 'fails':
        return void res.writeHead(500).end('{"error":"theirs"}')
      case 'echoes':
        return void res.writeHead(401).end(`no such key: ${req.headers.authorization}`)
      default:
        res.writeHead(200, { 'content-type': 'application/json' }).end('{"usage":{"prompt_tokens":1}}')
    }
  })
}

/** Protocol §5. The credentials are sealed here, so the relay's process knows them only from opening them. */
describe('the memory of a relay that has served', () => {
  let harness: Harness
  let upstream: Awaited<ReturnType<typeof serve>>
  const agent = new Agent({ keepAlive: true, maxSockets: 2 })
  const granted: { granted: Granted; secret: string }[] = []
  beforeAll(async () => {
    upstream = await serve(answer)
    const sockets = new WebSocketServer({ noServer: true })
    upstream.server.on('upgrade', (req, socket, head) => {
      if (req.url?.includes('refused') === true) return void socket.end('HTTP/1.1 403 No\r\ncontent-length: 0\r\n\r\n')
      sockets.handleUpgrade(req, socket, head, (accepted) => accepted.on('message', (data) => accepted.send(data)))
    })
    const origins = { openai: upstream.origin, groq: 'http://127.0.0.1:1' }
    harness = await Harness.startProcess({ PROVIDER_ORIGINS: JSON.stringify(origins), LOG_LEVEL: 'trace' })
  })
  afterAll(async () => {
    agent.destroy()
    await harness.stop()
    await upstream.close()
  })

  const grant = async (budgets = false): Promise<Granted> => {
    const secret = `sk-canary-${randomUUID()}`
    const one = await harness.grant({
      secrets: { openai: secret, groq: secret },
      ...(budgets && { budgets: month(1e9) }),
    })
    granted.push({ granted: one, secret })
    return one
  }
  const ask = ({ token }: Granted, path: string, body = '{"model":"gpt-4o","max_tokens":9}') => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    return exchange(harness.origin, { agent, path, method: 'POST', headers, body })
  }
  /** A call whose caller leaves once the upstream has said `bytes` of its answer. */
  const leave = async ({ token }: Granted, path: string, waits: boolean): Promise<void> => {
    const left = new Promise<void>((resolve) => {
      const options = { agent: false as const, path, method: 'POST', headers: { authorization: `Bearer ${token}` } }
      const req = request(harness.origin, options, (res) => res.once('data', () => req.destroy()).on('error', () => 0))
      req.on('error', () => undefined).on('close', () => resolve())
      if (!waits) upstream.server.once('request', () => req.destroy())
      req.end('{"model":"gpt-4o","max_tokens":9}')
    })
    await left
  }
  const socket = async ({ token }: Granted, path: string): Promise<void> => {
    const headers = { authorization: `Bearer ${token}` }
    const opened = new WebSocket(`${harness.origin.replace('http', 'ws')}${path}`, { headers })
    opened.on('error', () => undefined)
    opened.on('open', () => opened.send('hello')).on('message', () => opened.close())
    await new Promise((resolve) => opened.on('close', resolve))
  }

  const serveAll = async (): Promise<void> => {
    for (const budgets of [false, true]) {
      for (const how of ['', '/stream', '/dies', '/hangs-up', '/fails', '/echoes', '/early']) {
        await ask(await grant(budgets), CHAT.replace('/chat/completions', how === '' ? '' : `/chat${how}`))
      }
      await ask(await grant(budgets), CHAT.replace('openai', 'groq'))
      await ask(await grant(), `${BASE}/files/early`, 'x'.repeat(300_000))
      await ask(await grant(), `${BASE}/files/large`, 'x'.repeat(300_000))
      await leave(await grant(budgets), `${BASE}/chat/endless`, true)
      await leave(await grant(budgets), `${BASE}/chat/silent`, false)
      await socket(await grant(budgets), `${BASE}/realtime?model=gpt-realtime`)
      await socket(await grant(budgets), `${BASE}/realtime/refused?model=gpt-realtime`)
    }
  }

  it('holds no credential and no half of a token, after plain, streamed, aborted and failed calls and sockets', async () => {
    for (let round = 0; round < ROUNDS; round++) await serveAll()
    await harness.recorded(granted.map((one) => one.granted))
    const heap = await harness.process.heap(join(harness.dataDir, 'after.heapsnapshot'))
    const found = granted.filter(({ secret }) => heap.includes(secret)).map(({ granted: one }) => one.grant.id)
    expect(found).toEqual([])
    // Beside the ciphertext, which stays in the grant cache, a seal half is as good as the credential.
    const tokens = granted.filter(({ granted: { token } }) => halvesOf(token).some((half) => heap.includes(half)))
    expect(tokens.map(({ granted: one }) => one.grant.id)).toEqual([])
  })

  it('holds no credential while streams, silent calls, uploads and sockets are open', async () => {
    granted.length = 0
    const arrivals: string[] = []
    const note = (req: IncomingMessage): void => void arrivals.push(req.url ?? '')
    upstream.server.on('request', note)
    const closing: (() => void)[] = []
    for (const path of ['/chat/endless', '/chat/silent', '/files/upload']) {
      const { token } = await grant(path === '/chat/endless')
      const headers = { authorization: `Bearer ${token}` }
      const req = request(harness.origin, { agent: false, path: `${BASE}${path}`, method: 'POST', headers })
      req.on('error', () => undefined)
      closing.push(() => req.destroy())
      if (path === '/files/upload') req.write('x'.repeat(100_000))
      else req.end('{"model":"gpt-4o"}')
    }
    const { token } = await grant()
    const url = `${harness.origin.replace('http', 'ws')}${BASE}/realtime?model=gpt-realtime`
    const open = new WebSocket(url, { headers: { authorization: `Bearer ${token}` } })
    await new Promise((resolve, reject) => open.on('open', resolve).on('error', reject))
    closing.push(() => open.terminate())
    await eventually(() => (arrivals.length === 3 ? true : undefined))
    const heap = await harness.process.heap(join(harness.dataDir, 'open.heapsnapshot'))
    for (const close of closing) close()
    const found = granted.filter(({ secret }) => heap.includes(secret)).map(({ granted: one }) => one.grant.id)
    expect(found).toEqual([])
  })
})
