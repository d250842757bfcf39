import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { eventually, Harness, month, type Granted } from '../harness.js'
import { BASE } from '../rig.js'

const upgrade = (path: string, token?: string): string =>
  `GET ${BASE}${path} HTTP/1.1\r\nhost: r\r\nconnection: upgrade\r\nupgrade: websocket\r\n` +
  `sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n` +
  `${token === undefined ? '' : `authorization: Bearer ${token}\r\n`}\r\n`

const SWITCHED = 'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n'

describe('connections', () => {
  let harness: Harness
  let upstream: Server
  let granted: Granted
  /** What the upstream says when a handshake has come, if anything. */
  let word: string
  const toUpstream = new Set<Socket>()
  const toRelay = new Set<Socket>()
  const callers: Socket[] = []

  beforeAll(async () => {
    upstream = createServer({ allowHalfOpen: true }, (socket) => {
      toUpstream.add(socket)
      socket.on('error', () => undefined).on('end', () => toUpstream.delete(socket))
      socket.on('data', () => undefined).once('data', () => socket.write(word))
    })
    await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve))
    const { port } = upstream.address() as AddressInfo
    const origins = JSON.stringify({ openai: `http://127.0.0.1:${port}` })
    harness = await Harness.start({ PROVIDER_ORIGINS: origins, UPSTREAM_HANDSHAKE_TIMEOUT_MS: '1000' })
    harness.relay.server.on('connection', (socket) => {
      toRelay.add(socket)
      socket.on('close', () => toRelay.delete(socket))
    })
  })
  afterAll(async () => {
    await harness.stop()
    upstream.close()
    for (const socket of toUpstream) socket.destroy()
  })
  beforeEach(async () => {
    word = ''
    granted = await harness.grant({ limits: { concurrentRequests: 1 }, budgets: month(1e9) })
  })
  afterEach(() => {
    for (const socket of callers.splice(0)) socket.destroy()
  })

  /** A caller that never closes its side unless it is told to. */
  const caller = (bytes: string): Socket => {
    const socket = connect({
      port: Number(new URL(harness.origin).port),
      host: '127.0.0.1',
      allowHalfOpen: true,
    })
    callers.push(socket)
    socket.on('error', () => undefined).write(bytes)
    return socket
  }
  const gone = (sockets: Set<Socket>): Promise<true> => eventually(() => (sockets.size === 0 ? true : undefined))

  it.each([
    ['sends garbage', 'X\r\n\r\n'],
    ['is refused a socket', upgrade('/v1/realtime')],
    ['is refused a socket and has said more', `${upgrade('/v1/realtime')}X`],
    ['leaves after a whole request', `GET /healthz HTTP/1.1\r\nhost: r\r\nconnection: close\r\n\r\n`],
  ])('are closed though the caller does not close its side: it %s', async (_, bytes) => {
    const socket = caller(bytes)
    let seen = ''
    socket.on('data', (chunk: Buffer) => (seen += chunk.toString()))
    await once(socket, 'end')
    expect(seen).toMatch(/^HTTP\/1\.1 \d{3} /)
    await gone(toRelay)
  })

  it('are refused once, however much garbage follows an open request', async () => {
    const warnings: Error[] = []
    const onWarning = (warning: Error) => warnings.push(warning)
    process.on('warning', onWarning)
    const socket = caller(
      `GET ${BASE}/v1/models HTTP/1.1\r\nhost: r\r\nauthorization: Bearer ${granted.token}\r\n\r\nX\r\n\r\n`,
    ).setNoDelay(true)
    await eventually(() => (toUpstream.size > 0 ? true : undefined))
    const [inRelay] = toRelay as Iterable<Socket> as unknown as [Socket]
    for (let i = 0; i < 20; i++) {
      const before = inRelay.bytesRead
      socket.write('X\r\n\r\n')
      await eventually(() => (inRelay.bytesRead > before ? true : undefined))
    }
    for (const one of toUpstream) one.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok')
    let seen = ''
    socket.on('data', (chunk: Buffer) => (seen += chunk.toString()))
    await once(socket, 'end')
    process.off('warning', onWarning)
    expect(seen).toMatch(/^HTTP\/1\.1 200 OK[^]*ok$/)
    expect(warnings).toEqual([])
    await gone(toRelay)
  })

  it('notice peers that have vanished', () => {
    expect(harness.relay.server).toMatchObject({ keepAlive: true, keepAliveInitialDelay: 60 }) // in seconds
  })

  it.each([
    ['closes', (socket: Socket) => socket.destroy()],
    ['closes its side', (socket: Socket) => socket.end()],
    ['sends more and closes', (socket: Socket) => socket.write('X', () => socket.destroy())],
  ])('to an upstream that leaves a handshake unanswered end when the caller %s', async (_, leave) => {
    const socket = caller(upgrade('/v1/realtime?model=gpt-realtime', granted.token))
    await eventually(() => (toUpstream.size > 0 ? true : undefined))
    leave(socket)
    await Promise.all([gone(toUpstream), gone(toRelay)])
    expect(await harness.event(granted)).toMatchObject({ decision: 'allowed', costMicros: 0 })
    expect(await harness.money(granted)).toEqual({ spent: 0, held: 0 })
  })

  it('say upstream_timeout when a handshake stays unanswered, and hold nothing any more', async () => {
    const socket = caller(upgrade('/v1/realtime?model=gpt-realtime', granted.token))
    let seen = ''
    socket.on('data', (chunk: Buffer) => (seen += chunk.toString()))
    await once(socket, 'end')
    expect(seen).toMatch(/^HTTP\/1\.1 504 [^]*"upstream_timeout"/)
    await Promise.all([gone(toUpstream), gone(toRelay)])
    expect(await harness.event(granted)).toMatchObject({ outcome: 'upstream_failed', status: 504, costMicros: 0 })
    expect(await harness.money(granted)).toEqual({ spent: 0, held: 0 })
  })

  it.each([
    ['caller', 'client_aborted'],
    ['upstream', 'upstream_failed'],
  ])('that were joined end though the other side does not, when the %s closes its own', async (side, outcome) => {
    word = SWITCHED
    const socket = caller(upgrade('/v1/realtime?model=gpt-realtime', granted.token))
    expect(String((await once(socket, 'data'))[0])).toMatch(/^HTTP\/1\.1 101 /)
    if (side === 'caller') socket.end()
    else for (const one of toUpstream) one.end()
    await Promise.all([gone(toUpstream), gone(toRelay)])
    expect(await harness.event(granted)).toMatchObject({ outcome, status: 101 })
  })
})
