import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'
import { isOneRelayError, verifyWebhook } from '../src/index.js'

const SECRET = `whsec_${Buffer.alloc(24, 7).toString('base64')}`
const BODY = JSON.stringify({ type: 'webhook.test', timestamp: new Date().toISOString(), data: {} })

const read = async (request: IncomingMessage): Promise<Buffer> => {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece as Buffer)
  return Buffer.concat(pieces)
}

/** A server of an app, in which the code of a failure is the answer. */
const receive = async (request: IncomingMessage): Promise<string> => {
  try {
    return verifyWebhook(await read(request), request.headers, SECRET).type
  } catch (error) {
    return isOneRelayError(error) ? error.code : String(error)
  }
}

let server: Server
let url: string
beforeAll(async () => {
  server = createServer((request, response) => void receive(request).then((text) => response.end(text)))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => new Promise((resolve) => server.close(resolve)))

const post = async (atMs: number, changes: Record<string, string> = {}): Promise<string> => {
  const headers = {
    'Webhook-Id': 'msg_1',
    'Webhook-Timestamp': String(Math.floor(atMs / 1000)),
    'Webhook-Signature': new Webhook(SECRET).sign('msg_1', new Date(atMs), BODY),
  }
  const answer = await fetch(url, { method: 'POST', body: BODY, headers: { ...headers, ...changes } })
  return answer.text()
}

describe('verifyWebhook in a server of Node', () => {
  it('refuses what anybody could have posted', async () => {
    expect(await post(Date.now(), { 'Webhook-Signature': `v1,${'A'.repeat(43)}=` })).toBe('invalid_webhook_signature')
    expect(await (await fetch(url, { method: 'POST', body: BODY })).text()).toBe('missing_webhook_headers')
  })

  it('refuses what was recorded an hour ago, and what is signed ahead, by the clock of the machine', async () => {
    for (const hours of [-1, 1]) expect(await post(Date.now() + hours * 3_600_000)).toBe('invalid_webhook_timestamp')
  })

  it('takes what is signed now', async () => {
    expect(await post(Date.now())).toBe('webhook.test')
  })

  it('takes it in a handler of the Fetch standard', async () => {
    const now = new Date()
    const headers = {
      'webhook-id': 'msg_1',
      'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
      'webhook-signature': new Webhook(SECRET).sign('msg_1', now, BODY),
    }
    const request = new Request(url, { method: 'POST', body: BODY, headers })
    expect(verifyWebhook(await request.text(), request.headers, SECRET).type).toBe('webhook.test')
  })
})
