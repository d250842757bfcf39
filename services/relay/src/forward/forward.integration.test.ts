import { once } from 'node:events'
import { createServer } from 'node:http'
import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net'
import { PassThrough, Readable } from 'node:stream'
import { NetForwarder } from './forward.net.js'
import type { ForwardFailure, ForwardListener, ForwardRequest } from './index.js'

const request = { method: 'GET', target: '/', headers: [], body: null, bodyLength: null }

/** Sends, and resolves to the failure or to the status that came back. */
const send = (forwarder: NetForwarder, origin: string, isGuarded: boolean): Promise<ForwardFailure | number> =>
  new Promise((resolve) => {
    const listener: ForwardListener = {
      onInterim: () => undefined,
      onHead: resolve,
      onData: () => true,
      onEnd: () => undefined,
      onFailure: resolve,
    }
    forwarder.send({ ...request, origin, isGuarded }, listener)
  })

describe('NetForwarder', () => {
  let isReached = false
  const server = createServer((_, res) => {
    isReached = true
    res.end()
  })
  let port: number
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    port = (server.address() as AddressInfo).port
  })
  afterAll(() => server.close())

  it('does not dial a caller-chosen name that resolves into our network, though an operator’s origin may be there', async () => {
    const forwarder = new NetForwarder({
      connectTimeoutMs: 1000,
      handshakeTimeoutMs: 1000,
      originsMax: 10,
      resolve: (_, __, callback) => callback(null, [{ address: '127.0.0.1', family: 4 }]),
    })
    const failure = await send(forwarder, `http://api.example.com:${port}`, true)
    expect(failure).toMatchObject({ code: 'upstream_not_allowed', wasSent: false })
    expect(isReached).toBe(false)
    expect(await send(forwarder, `http://127.0.0.1:${port}`, false)).toBe(200)
    await forwarder.close()
  })

  it('calls a name that does not resolve unreachable', async () => {
    const error = Object.assign(new Error('x'), { code: 'ENOTFOUND' })
    const resolve = (_: string, __: unknown, callback: (e: Error, a: never[]) => void): void => callback(error, [])
    const forwarder = new NetForwarder({ connectTimeoutMs: 1000, handshakeTimeoutMs: 1000, originsMax: 10, resolve })
    expect(await send(forwarder, 'https://api.example.com', true)).toMatchObject({
      code: 'upstream_unreachable',
      wasSent: false,
    })
    await forwarder.close()
  })

  it('reports a request that cannot be written instead of throwing', async () => {
    const forwarder = new NetForwarder({ connectTimeoutMs: 1000, handshakeTimeoutMs: 1000, originsMax: 10 })
    const failure = await new Promise<ForwardFailure>((resolve) => {
      const listener = { onFailure: resolve } as unknown as ForwardListener
      forwarder.send(
        { ...request, origin: `http://127.0.0.1:${port}`, isGuarded: false, headers: ['x', 'a\r\nb'] },
        listener,
      )
    })
    expect(failure.wasSent).toBe(false)
    await forwarder.close()
  })

  it('lets go of the body of a request that nobody could be dialled for', async () => {
    const forwarder = new NetForwarder({ connectTimeoutMs: 1000, handshakeTimeoutMs: 1000, originsMax: 10 })
    const body = new PassThrough()
    const closed = once(body, 'close')
    const listener = { onFailure: () => undefined } as unknown as ForwardListener
    // Port 1 is nobody's.
    forwarder.send({ ...request, origin: 'http://127.0.0.1:1', isGuarded: false, method: 'POST', body }, listener)
    await closed
    await forwarder.close()
  })

  it('ends the exchange, not the process, when an answer makes its listener throw', async () => {
    const forwarder = new NetForwarder({ connectTimeoutMs: 1000, handshakeTimeoutMs: 1000, originsMax: 10 })
    const failure = await new Promise<ForwardFailure>((resolve) => {
      const onHead = (): never => {
        throw new Error('a head that cannot be written')
      }
      const listener = { onHead, onFailure: resolve } as unknown as ForwardListener
      forwarder.send({ ...request, origin: `http://127.0.0.1:${port}`, isGuarded: false }, listener)
    })
    expect(failure).toMatchObject({ code: 'upstream_failed', wasSent: true })
    await forwarder.close()
  })
})

describe('connections of NetForwarder', () => {
  let forwarder: NetForwarder
  let sockets: Socket[]
  let received: string
  let answer: (socket: Socket) => void
  const server = createTcpServer((socket) => {
    sockets.push(socket)
    socket
      .on('error', () => undefined)
      .on('data', (bytes) => {
        received += bytes.toString('latin1')
        if (received.includes('\r\n\r\n')) answer(socket)
      })
  })
  let origin: string
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  beforeEach(() => {
    forwarder = new NetForwarder({ connectTimeoutMs: 1000, handshakeTimeoutMs: 1000, originsMax: 10 })
    sockets = []
    received = ''
  })
  afterEach(() => forwarder.close())
  afterAll(() => server.close())
  const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'

  /** Resolves to the body, or to the failure. */
  const ask = (given: Partial<ForwardRequest> = {}): Promise<string | ForwardFailure> =>
    new Promise((resolve) => {
      let body = ''
      forwarder.send(
        { ...request, origin, isGuarded: false, ...given },
        {
          onInterim: () => undefined,
          onHead: () => undefined,
          onData: (chunk) => ((body += chunk.toString()), true),
          onEnd: (_, last) => resolve(body + (last?.toString() ?? '')),
          onFailure: resolve,
        },
      )
    })
  const closed = (socket: Socket | undefined): Promise<unknown> =>
    socket === undefined || socket.destroyed ? Promise.resolve() : once(socket, 'close')

  it('carry one request after another', async () => {
    answer = (socket) => {
      received = ''
      socket.write(OK)
    }
    expect([await ask(), await ask(), await ask()]).toEqual(['ok', 'ok', 'ok'])
    expect(sockets).toHaveLength(1)
  })

  it.each([
    ['sends more than its answer', `${OK}HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil`],
    ['says that it closes', OK.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n')],
    ['says that it will not wait', OK.replace('\r\n\r\n', '\r\nKeep-Alive: timeout=1\r\n\r\n')],
    ['speaks HTTP/1.0', OK.replace('1.1', '1.0')],
  ])('are closed after an answer whose upstream %s', async (_, text) => {
    answer = (socket) => socket.write(text)
    expect(await ask()).toBe('ok')
    await closed(sockets[0])
    received = ''
    answer = (socket) => socket.write(OK)
    expect(await ask()).toBe('ok')
    expect(sockets).toHaveLength(2)
  })

  it('are closed when the upstream speaks unasked, so that no answer is taken for another one', async () => {
    answer = (socket) => {
      received = ''
      socket.write(OK)
    }
    expect(await ask()).toBe('ok')
    sockets[0]?.write('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil')
    await closed(sockets[0])
    expect(await ask()).toBe('ok')
    expect(sockets).toHaveLength(2)
  })

  it('never carry a request twice: what breaks after it was sent has failed', async () => {
    let count = 0
    answer = (socket) => {
      count++
      socket.destroy()
    }
    expect(await ask({ method: 'POST', body: Buffer.from('once') })).toMatchObject({
      code: 'upstream_failed',
      wasSent: true,
    })
    expect(count).toBe(1)
  })

  it('write the secret last in the head, and wipe it where it was given', async () => {
    answer = (socket) => socket.end(OK)
    const bytes = Buffer.from('sk-secret')
    const secret = { in: 'header' as const, before: 'authorization: Bearer ', bytes }
    expect(await ask({ method: 'POST', headers: ['content-length', '4'], secret, body: Buffer.from('body') })).toBe(
      'ok',
    )
    expect(received).toContain('content-length: 4\r\nauthorization: Bearer sk-secret\r\n\r\nbody')
    expect(bytes).toEqual(Buffer.alloc(9))
  })

  it.each([
    ['a target without a query', '/a', 'POST /a?key=s%26cret HTTP/1.1\r\n'],
    ['a target with one', '/a?b=c', 'POST /a?b=c&key=s%26cret HTTP/1.1\r\n'],
  ])('write the secret as the last parameter of %s, and wipe it', async (_, target, line) => {
    answer = (socket) => socket.end(OK)
    const bytes = Buffer.from('s%26cret')
    const secret = { in: 'query' as const, before: 'key=', bytes }
    expect(
      await ask({ method: 'POST', target, headers: ['content-length', '4'], secret, body: Buffer.from('body') }),
    ).toBe('ok')
    expect(received.startsWith(line)).toBe(true)
    expect(received).toMatch(/content-length: 4\r\n\r\nbody$/)
    expect(bytes).toEqual(Buffer.alloc(8))
  })

  it('write the secret as the body, and wipe it', async () => {
    answer = (socket) => socket.end(OK)
    const bytes = Buffer.from('client_secret=s')
    const secret = { in: 'body' as const, before: '', bytes }
    expect(await ask({ method: 'POST', headers: ['content-length', '15'], secret })).toBe('ok')
    expect(received).toMatch(/content-length: 15\r\n\r\nclient_secret=s$/)
    expect(bytes).toEqual(Buffer.alloc(15))
  })

  it('wipe the secret of a request that is never sent', async () => {
    const refused = { in: 'header' as const, before: 'authorization: ', bytes: Buffer.from('sk-secret') }
    await ask({ secret: refused, target: '/a b' })
    expect(refused.bytes).toEqual(Buffer.alloc(9))
    const unreachable = { in: 'header' as const, before: 'authorization: ', bytes: Buffer.from('sk-secret') }
    expect(await ask({ secret: unreachable, origin: 'http://127.0.0.1:1' })).toMatchObject({ wasSent: false })
    expect(unreachable.bytes).toEqual(Buffer.alloc(9))
  })

  it('carry a body of unknown length in chunks', async () => {
    answer = (socket) => {
      if (received.endsWith('0\r\n\r\n')) socket.end(OK)
    }
    expect(await ask({ method: 'POST', body: Readable.from([Buffer.from('abc'), Buffer.from('defg')]) })).toBe('ok')
    expect(received).toMatch(/transfer-encoding: chunked\r\n\r\n3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n$/)
  })

  it.each([
    ['shorter', 4],
    ['longer', 2],
  ])('break off a body that is %s than announced', async (_, bodyLength) => {
    answer = () => undefined
    const headers = ['content-length', String(bodyLength)]
    const body = Readable.from([Buffer.from('abc')])
    expect(await ask({ method: 'POST', headers, body, bodyLength })).toMatchObject({ code: 'upstream_failed' })
  })
})
