import { once } from 'node:events'
import { createServer } from 'node:net'
import { eventually, exchange, Harness, month } from '../harness.js'
import { BASE, Rig, SECRET } from '../rig.js'

describe('how calls end that do not end well', () => {
  let rig: Rig
  beforeAll(async () => {
    rig = await Rig.start()
  })
  afterAll(() => rig.stop())
  beforeEach(() => rig.reset())

  it('says upstream_unreachable when nobody listens, and charges nothing', async () => {
    const nobody = await Harness.start({ PROVIDER_ORIGINS: JSON.stringify({ openai: 'http://127.0.0.1:1' }) })
    const own = await nobody.grant({ budgets: month(1e9) })
    const response = await nobody.post(own, `${BASE}/v1/chat/completions`, { model: 'gpt-4o', max_tokens: 5 })
    expect([response.status, await response.json()]).toMatchObject([502, { error: { code: 'upstream_unreachable' } }])
    expect(await nobody.event(own)).toMatchObject({ outcome: 'upstream_failed', status: 502, costMicros: 0 })
    expect(await nobody.money(own)).toEqual({ spent: 0, held: 0 })
    await nobody.stop()
  })

  it.each([
    ['before its head', ''],
    ['with garbage', 'SSH-2.0-x\r\n'],
  ])('says upstream_failed when the upstream hangs up %s', async (_, bytes) => {
    const broken = createServer((socket) => socket.once('data', () => socket.end(bytes)))
    await new Promise<void>((resolve) => broken.listen(0, '127.0.0.1', resolve))
    const { port } = broken.address() as { port: number }
    const own = await Harness.start({ PROVIDER_ORIGINS: JSON.stringify({ openai: `http://127.0.0.1:${port}` }) })
    const response = await own.post(await own.grant(), `${BASE}/v1/x`, {})
    expect([response.status, await response.json()]).toMatchObject([502, { error: { code: 'upstream_failed' } }])
    await own.stop()
    broken.close()
  })

  it.each([
    ['with a length', { 'content-length': '1000' }],
    ['chunked', { 'content-type': 'text/event-stream' }],
  ])('breaks the caller’s answer visibly when the upstream dies in the middle (%s)', async (_, headers) => {
    rig.answer = rig.collect((__, res) => {
      res.writeHead(200, headers)
      res.write('half', () => res.destroy())
    })
    const own = await rig.harness.grant({ secrets: { openai: SECRET } })
    const result = await exchange(rig.origin, {
      path: `${BASE}/v1/x`,
      method: 'POST',
      body: '{}',
      headers: { authorization: `Bearer ${own.token}` },
    })
    expect([result.isComplete, result.body.toString()]).toEqual([false, 'half'])
    expect(await rig.harness.event(own)).toMatchObject({ outcome: 'upstream_failed', status: 200, responseBytes: 4 })
  })

  it.each([
    ['before the head', false],
    ['in the middle of a stream', true],
  ])('hangs up on the upstream at once when the caller leaves %s', async (_, hasHead) => {
    let closed = false
    rig.answer = rig.collect((req, res) => {
      req.socket.once('close', () => (closed = true))
      if (hasHead) res.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n')
    })
    const own = await rig.harness.grant({ secrets: { openai: SECRET }, budgets: month(1e9) })
    const abort = new AbortController()
    const body = JSON.stringify({ model: 'gpt-4o', stream: true, max_tokens: 100 })
    const calling = rig.harness.call(own, `${BASE}/v1/chat/completions`, { method: 'POST', body, signal: abort.signal })
    await eventually(() => (rig.received.length > 0 ? true : undefined))
    if (hasHead) await (await calling).body?.getReader().read()
    abort.abort()
    await calling.catch(() => undefined)
    await eventually(() => (closed ? true : undefined))
    expect(await rig.harness.event(own)).toMatchObject({ outcome: 'client_aborted', status: hasHead ? 200 : 0 })
    expect((await rig.harness.money(own)).held).toBe(0)
  })

  it('hangs up on the upstream when the caller leaves in the middle of its upload', async () => {
    let wasWhole: boolean | undefined
    rig.answer = (req) => {
      req.once('data', () => socket.destroy()).on('close', () => (wasWhole = req.complete))
    }
    const socket = rig.connect()
    socket.write(
      `POST ${BASE}/v1/files HTTP/1.1\r\nhost: r\r\nauthorization: Bearer ${rig.granted.token}\r\n` +
        `content-length: 1000000\r\n\r\n${'x'.repeat(100_000)}`,
    )
    expect(await eventually(() => wasWhole)).toBe(false)
  })

  it('delivers an answer that comes before the upload is whole', async () => {
    rig.answer = (req, res) => {
      res.writeHead(413, { connection: 'close' }).end('too much')
      req.on('error', () => undefined)
    }
    const socket = rig.connect()
    socket.on('error', () => undefined)
    socket.write(
      `POST ${BASE}/v1/files HTTP/1.1\r\nhost: r\r\nauthorization: Bearer ${rig.granted.token}\r\n` +
        `content-length: 1000000\r\n\r\n${'x'.repeat(100_000)}`,
    )
    const [head] = (await once(socket, 'data')) as [Buffer]
    expect(head.toString()).toMatch(/^HTTP\/1\.1 413 /)
    socket.destroy()
  })

  it('holds a fast upstream back for a slow caller', async () => {
    let written = 0
    rig.answer = rig.collect((_, res) => {
      const chunk = Buffer.alloc(256 * 1024)
      const pump = (): void => {
        while (written < 400 * chunk.length) {
          written += chunk.length
          if (!res.write(chunk)) return void res.once('drain', pump)
        }
        res.end()
      }
      pump()
    })
    const socket = rig.connect()
    socket.write(`GET ${BASE}/v1/x HTTP/1.1\r\nhost: r\r\nauthorization: Bearer ${rig.granted.token}\r\n\r\n`)
    await once(socket, 'readable')
    // Nothing is read: what the upstream could write must come to rest far below its 100 MiB.
    let before = -1
    await eventually(async () => {
      if (written === before) return true
      before = written
      await new Promise((resolve) => setTimeout(resolve, 200))
      return undefined
    })
    expect(written).toBeLessThan(40 * 1024 * 1024)
    socket.destroy()
  })
})
