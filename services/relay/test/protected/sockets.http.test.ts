import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { WebSocket, WebSocketServer } from 'ws'
import { month } from '../harness.js'
import type { Protected } from '../protected-keys.js'
import { Guarded, SECRET } from './guarded.js'

describe('a socket through a protected key of a plain API', () => {
  let guarded: Guarded
  const upgrades: IncomingMessage[] = []
  const server = new WebSocketServer({ noServer: true })
  beforeAll(async () => {
    guarded = await Guarded.start()
    guarded.upstream.server.on('upgrade', (req, socket, head) => {
      upgrades.push(req)
      server.handleUpgrade(req, socket, head, (accepted) =>
        accepted.on('message', (data, isBinary) => accepted.send(data, { binary: isBinary })),
      )
    })
  })
  afterAll(() => guarded.stop())
  beforeEach(() => {
    upgrades.length = 0
  })

  const url = ({ connectionId }: Protected, path = '/live') =>
    `${guarded.harness.origin.replace('http', 'ws')}/${connectionId}${path}`
  const open = (one: Protected, path?: string) =>
    new WebSocket(url(one, path), { headers: { authorization: `Bearer ${one.token}` } })
  const refusal = async (socket: WebSocket): Promise<number | undefined> => {
    const [, answer] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage]
    return answer.resume().statusCode
  }

  it.each([
    ['outside its scope', { scope: { paths: ['/live'] } }, '/other', 403],
    ['with a list of models, of which nobody knows one', { scope: { models: ['*'] } }, '/live', 403],
    ['with a method that is not allowed', { scope: { methods: ['POST'] } }, '/live', 403],
  ])('is refused %s', async (_, grant, path, status) => {
    const one = await guarded.protect(grant)
    expect(await refusal(open(one, path))).toBe(status)
    expect(upgrades).toEqual([])
    expect(await guarded.harness.event(one)).toMatchObject({ decision: 'refused', connectionId: one.connectionId })
  })

  it('carries messages both ways with the upstream’s credential, whatever its ledger may spend', async () => {
    const one = await guarded.protect({ ledger: { version: 1, budgets: month(0) } })
    const socket = open(one, '/live?room=1')
    await once(socket, 'open')
    socket.send('hello')
    expect(String((await once(socket, 'message'))[0])).toBe('hello')
    socket.close()
    await once(socket, 'close')
    expect(upgrades.map(({ url, headers }) => [url, headers.authorization])).toEqual([
      ['/live?room=1', `Bearer ${SECRET}`],
    ])
    expect(await guarded.harness.event(one)).toMatchObject({
      decision: 'allowed',
      status: 101,
      costMicros: 0,
      tokensFrom: 'none',
      priceVersion: null,
      connectionId: one.connectionId,
    })
  })

  it('takes the token from a subprotocol and passes the others on', async () => {
    const one = await guarded.protect()
    const socket = new WebSocket(url(one), ['chat', `openai-insecure-api-key.${one.token}`])
    await once(socket, 'open')
    socket.terminate()
    expect(upgrades[0]?.headers['sec-websocket-protocol']).toBe('chat')
    expect(upgrades[0]?.rawHeaders.join('\n')).not.toContain('rk_app')
  })

  it('is cut when its key is revoked', async () => {
    const one = await guarded.protect()
    const socket = open(one)
    await once(socket, 'open')
    const { id, ledgerId } = one.grant
    await guarded.harness.project({ status: 'dead', id, version: 2, ledgerId })
    expect((await once(socket, 'close'))[0]).toBe(4401)
  })
})
