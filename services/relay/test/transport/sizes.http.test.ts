import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { request, type IncomingMessage, type ServerResponse } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import { WebSocket, WebSocketServer } from 'ws'
import { exchange, eventually, Harness, serve, type Granted } from '../harness.js'
import { freePort } from '../process/relay-process.js'
import { BASE } from '../rig.js'

const MIB = 1024 * 1024
const OFFERED_MIB = 320
// What sockets, pipes and a lazy collector hold on to is tens of MiB; a relay that kept what passes would grow by all of it.
const GROWTH_MAX_MIB = OFFERED_MIB / 2

/** Whoever can send nothing for so long is held back. */
const REST_MS = 500

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

/** A relay in a process of its own, whose memory is not the test's. */
describe('bodies of any size', () => {
  let harness: Harness
  let upstream: Awaited<ReturnType<typeof serve>>
  let granted: Granted
  let metricsPort: number
  let answer: (req: IncomingMessage, res: ServerResponse) => void
  beforeAll(async () => {
    upstream = await serve((req, res) => answer(req, res))
    metricsPort = await freePort()
    const env = { PROVIDER_ORIGINS: JSON.stringify({ openai: upstream.origin }), METRICS_PORT: String(metricsPort) }
    harness = await Harness.startProcess(env)
    granted = await harness.grant({ scope: { methods: ['GET', 'POST'] } })
  })
  afterAll(async () => {
    await harness.stop()
    await upstream.close()
  })

  const residentMib = async (): Promise<number> => {
    const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text()
    return Number(/^process_resident_memory_bytes (\S+)/m.exec(text)?.[1]) / MIB
  }
  const bearer = () => ({ authorization: `Bearer ${granted.token}` })

  it.each(['with a length', 'chunked'])(
    'passes an upload of 320 MiB byte for byte in bounded memory (%s)',
    async (how) => {
      const received = createHash('sha256')
      let type: string | undefined
      answer = (req, res) => {
        type = req.headers['content-type']
        req.on('data', (chunk: Buffer) => received.update(chunk)).on('end', () => res.end('fine'))
      }
      const head = Buffer.from('--b\r\ncontent-disposition: form-data; name="file"; filename="x"\r\n\r\n')
      const tail = Buffer.from('\r\n--b--\r\n')
      const length = head.length + OFFERED_MIB * MIB + tail.length
      const sent = createHash('sha256')
      const headers = {
        ...bearer(),
        'content-type': 'multipart/form-data; boundary=b',
        ...(how === 'chunked' ? {} : { 'content-length': length }),
      }
      const before = await residentMib()
      const req = request(`${harness.origin}${BASE}/v1/files`, { method: 'POST', agent: false, headers })
      const responded = once(req, 'response') as Promise<[IncomingMessage]>
      const send = async (bytes: Buffer): Promise<void> => {
        sent.update(bytes)
        if (!req.write(bytes)) await once(req, 'drain')
      }
      await send(head)
      let most = 0
      const block = randomBytes(MIB)
      for (let sentMib = 0; sentMib < OFFERED_MIB; sentMib++) {
        // A copy with its number: blocks that change places are noticed.
        const numbered = Buffer.from(block)
        numbered.writeUInt32BE(sentMib)
        await send(numbered)
        if (sentMib % 10 === 0) most = Math.max(most, await residentMib())
      }
      await send(tail)
      req.end()
      const [res] = await responded
      expect([res.statusCode, type]).toEqual([200, headers['content-type']])
      expect(received.digest('hex')).toBe(sent.digest('hex'))
      expect(most - before).toBeLessThan(GROWTH_MAX_MIB)
      res.resume()
    },
  )

  it('holds a fast caller back for a slow upstream', async () => {
    let reading: IncomingMessage | undefined
    answer = (req, res) => {
      reading = req.pause()
      req.on('end', () => res.end('fine'))
    }
    const before = await residentMib()
    const headers = { ...bearer(), 'content-type': 'application/octet-stream' }
    const req = request(`${harness.origin}${BASE}/v1/files`, { method: 'POST', agent: false, headers })
    const responded = once(req, 'response') as Promise<[IncomingMessage]>
    const chunk = Buffer.alloc(MIB)
    let sent = 0
    let drained = Promise.resolve()
    // Comes to rest when every buffer on the way is full.
    for (let isAtRest = false; !isAtRest && sent < OFFERED_MIB;) {
      sent++
      if (req.write(chunk)) continue
      drained = once(req, 'drain').then(() => undefined)
      isAtRest = await Promise.race([drained.then(() => false), setTimeout(REST_MS, true)])
    }
    await eventually(() => reading)
    // Nothing is read at the other end: sockets take what they take, the relay keeps the rest from coming.
    expect(sent).toBeLessThan(GROWTH_MAX_MIB)
    expect((await residentMib()) - before).toBeLessThan(GROWTH_MAX_MIB)
    reading?.resume()
    await drained
    req.end()
    const [res] = await responded
    expect(res.statusCode).toBe(200)
    res.resume()
  })

  it('passes a binary answer of 40 MiB byte for byte', async () => {
    const bytes = randomBytes(40 * MIB)
    answer = (req, res) => {
      req.resume()
      res.writeHead(200, { 'content-type': 'audio/mpeg', 'content-length': bytes.length }).end(bytes)
    }
    const { body, rawHeaders } = await exchange(harness.origin, { path: `${BASE}/v1/audio`, headers: bearer() })
    expect(sha256(body)).toBe(sha256(bytes))
    expect(rawHeaders.join('\n')).toMatch(/content-length\n41943040/i)
  })

  it('holds a fast upstream back for a slow caller of a socket', async () => {
    const sockets = new WebSocketServer({ server: upstream.server })
    const speaking = once(sockets, 'connection') as Promise<[WebSocket]>
    const url = `${harness.origin.replace('http', 'ws')}${BASE}/v1/any`
    const listening = new WebSocket(url, { headers: bearer() })
    const [[speaker]] = await Promise.all([speaking, once(listening, 'open')])
    listening.pause()
    const before = await residentMib()
    const message = randomBytes(MIB)
    let sent = 0
    // Comes to rest when every buffer on the way is full.
    for (let stillMs = 0; stillMs < REST_MS && sent < OFFERED_MIB; stillMs += 30) {
      while (speaker.bufferedAmount < 4 * MIB && sent < OFFERED_MIB) {
        speaker.send(message)
        sent++
        stillMs = 0
      }
      await setTimeout(30)
    }
    expect(sent).toBeLessThan(GROWTH_MAX_MIB)
    expect((await residentMib()) - before).toBeLessThan(GROWTH_MAX_MIB)
    let heard = 0
    listening.on('message', (data) => (heard += sha256(data as Buffer) === sha256(message) ? 1 : 0)).resume()
    await eventually(() => (heard === sent ? true : undefined))
    listening.terminate()
    sockets.close()
  })
})
