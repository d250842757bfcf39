import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { connect, type Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { WebSocket, WebSocketServer } from 'ws'
import { exchange, Harness, serve, type Granted } from './harness.js'

const SECRET = 'sk-upstream-that-comes-back'
const MASKED = '*'.repeat(SECRET.length)

describe('an upstream that echoes the credential', () => {
  let harness: Harness
  let upstream: Awaited<ReturnType<typeof serve>>
  let granted: Granted
  let echo: (res: ServerResponse, credential: string) => void
  beforeAll(async () => {
    upstream = await serve((req, res) => {
      req.resume().on('end', () => echo(res, (req.headers.authorization ?? '').replace('Bearer ', '')))
    })
    harness = await Harness.start({ PROVIDER_ORIGINS: JSON.stringify({ openai: upstream.origin }) })
    granted = await harness.grant({ secrets: { openai: SECRET } })
  })
  afterAll(async () => {
    await harness.stop()
    await upstream.close()
  })
  const ask = (headers = {}) =>
    exchange(harness.origin, {
      path: '/v1/proxy/passthrough/openai/v1/models',
      headers: { authorization: `Bearer ${granted.token}`, ...headers },
    })

  it('has it masked in an error that quotes it, at the same length', async () => {
    echo = (res, credential) => {
      const body = `{"error":"Incorrect API key provided: ${credential}."}`
      res.writeHead(401, { 'content-length': body.length }).end(body)
    }
    const answer = await ask()
    expect(answer.status).toBe(401)
    expect(answer.body.toString()).toBe(`{"error":"Incorrect API key provided: ${MASKED}."}`)
  })

  it('has it masked in headers', async () => {
    echo = (res, credential) => res.writeHead(200, { 'x-debug': `key=${credential}` }).end('fine')
    const { rawHeaders } = await ask()
    expect(rawHeaders[rawHeaders.indexOf('x-debug') + 1]).toBe(`key=${MASKED}`)
  })

  it('has it masked in a body that arrives byte by byte', async () => {
    echo = (res, credential) => {
      const bytes = [...`a ${credential} b ${credential.slice(0, 5)}`]
      const next = (): void => {
        const byte = bytes.shift()
        if (byte === undefined) res.end()
        else res.write(byte, () => setImmediate(next))
      }
      next()
    }
    expect((await ask()).body.toString()).toBe(`a ${MASKED} b ${SECRET.slice(0, 5)}`)
  })

  it('has it masked in the reason and in early hints', async () => {
    const seen: string[] = []
    echo = (res, credential) => {
      res.writeEarlyHints({ link: `</${credential}>; rel=preload` })
      res.writeHead(401, `No ${credential}`).end('fine')
    }
    const socket = connect(Number(new URL(harness.origin).port), '127.0.0.1')
    socket.on('data', (chunk: Buffer) => seen.push(chunk.toString()))
    const head = `GET /v1/proxy/passthrough/openai/v1/models HTTP/1.1\r\nhost: relay\r\nconnection: close`
    socket.write(`${head}\r\nauthorization: Bearer ${granted.token}\r\n\r\n`)
    await once(socket, 'close')
    expect(seen.join('')).toContain(`Link: </${MASKED}>; rel=preload`)
    expect(seen.join('')).toContain(`HTTP/1.1 401 No ${MASKED}\r\n`)
  })

  it('has it masked in trailers', async () => {
    echo = (res, credential) => {
      res.writeHead(200, { trailer: 'x-debug' }).write('fine')
      res.addTrailers({ 'x-debug': credential })
      res.end()
    }
    expect((await ask()).trailers).toEqual({ 'x-debug': MASKED })
  })

  it('is asked for no compression, inside which nothing is found', async () => {
    let asked: string | undefined
    echo = (res, credential) => {
      asked = res.req.headers['accept-encoding']
      const isPacked = asked === undefined || asked.includes('gzip')
      if (isPacked) res.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(credential))
      else res.end(credential)
    }
    expect((await ask({ 'accept-encoding': 'gzip' })).body.toString()).toBe(MASKED)
    expect((await ask()).body.toString()).toBe(MASKED)
    expect(asked).toBe('identity')
  })

  it('gets a body through byte for byte that is compressed all the same', async () => {
    const packed = gzipSync(SECRET)
    echo = (res) => res.writeHead(200, { 'content-encoding': 'gzip' }).end(packed)
    expect((await ask()).body.equals(packed)).toBe(true)
  })

  describe('in a WebSocket', () => {
    const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: true })
    let speak: (socket: WebSocket, credential: string) => void
    const extensions: unknown[] = []
    beforeAll(() => {
      sockets.on('headers', (headers, req) => headers.push(`x-debug: ${req.headers.authorization}`))
      upstream.server.on('upgrade', (req, socket, head) => {
        extensions.push(req.headers['sec-websocket-extensions'])
        sockets.handleUpgrade(req, socket, head, (accepted) =>
          speak(accepted, (req.headers.authorization ?? '').replace('Bearer ', '')),
        )
      })
    })

    const hear = async (): Promise<{ messages: string[]; reason: string; headers: string }> => {
      const url = `${harness.origin.replace('http', 'ws')}/v1/proxy/passthrough/openai/v1/any`
      const socket = new WebSocket(url, { headers: { authorization: `Bearer ${granted.token}` } })
      const messages: string[] = []
      let headers = ''
      socket.on('upgrade', ({ rawHeaders }) => (headers = rawHeaders.join('\n')))
      socket.on('message', (data) => messages.push((data as Buffer).toString()))
      const [, reason] = (await once(socket, 'close')) as [number, Buffer]
      return { messages, reason: reason.toString(), headers }
    }

    it('has it masked in text and binary messages, however they are cut, in the closing reason and in the handshake', async () => {
      speak = (socket, credential) => {
        socket.send(`{"error":"no such key: ${credential}"}`)
        socket.send(Buffer.from(`${credential}${credential}`))
        socket.send('a sk-', { fin: false })
        socket.send('', { fin: false })
        socket.send(credential.slice(3, 9), { fin: false })
        socket.ping(credential)
        socket.send(`${credential.slice(9)} b ${credential.slice(0, 5)}`)
        socket.send('x'.repeat(100_000) + credential)
        socket.close(1008, `key ${credential}`)
      }
      const { messages, reason, headers } = await hear()
      expect(messages).toEqual([
        `{"error":"no such key: ${MASKED}"}`,
        MASKED + MASKED,
        `a ${MASKED} b ${SECRET.slice(0, 5)}`,
        'x'.repeat(100_000) + MASKED,
      ])
      expect(reason).toBe(`key ${MASKED}`)
      expect(headers).toContain(`Bearer ${MASKED}`)
    })

    it('has it masked when its bytes arrive one by one', async () => {
      speak = (socket, credential) => {
        const text = Buffer.from(`a ${credential} b`)
        const bytes = [...Buffer.concat([Buffer.from([0x81, text.length]), text, Buffer.from([0x88, 0])])]
        const raw = (socket as unknown as { _socket: Socket })._socket
        const next = (): void => {
          const byte = bytes.shift()
          if (byte !== undefined) raw.write(Buffer.from([byte]), () => setImmediate(next))
        }
        next()
      }
      expect((await hear()).messages).toEqual([`a ${MASKED} b`])
    })

    it('offers no compression, inside which nothing is found', () => {
      expect(extensions.length).toBeGreaterThan(0)
      expect(extensions.filter((one) => one !== undefined)).toEqual([])
    })

    it('hangs up on an upstream that compresses all the same', async () => {
      speak = (socket, credential) => {
        const raw = (socket as unknown as { _socket: Socket })._socket
        raw.write(Buffer.concat([Buffer.from([0xc1, credential.length]), Buffer.from(credential)]))
      }
      expect((await hear()).messages).toEqual([])
    })
  })
})

describe('an upstream that echoes a credential of less than eight bytes', () => {
  it('is not masked: it could be a word of any answer', async () => {
    const upstream = await serve((_, res) => res.end('the secret of cooking'))
    const harness = await Harness.start({ PROVIDER_ORIGINS: JSON.stringify({ openai: upstream.origin }) })
    const { token } = await harness.grant({ secrets: { openai: 'secret' } })
    const { body } = await exchange(harness.origin, {
      path: '/v1/proxy/passthrough/openai/v1/models',
      headers: { authorization: `Bearer ${token}` },
    })
    expect(body.toString()).toBe('the secret of cooking')
    await harness.stop()
    await upstream.close()
  })
})
