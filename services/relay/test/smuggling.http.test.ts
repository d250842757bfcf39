import { once } from 'node:events'
import { connect } from 'node:net'
import { Harness, serve, type Granted } from './harness.js'

const TARGET = '/v1/proxy/passthrough/openai/v1/x'
const TE = 'transfer-encoding: chunked\r\n'

/** RFC 9112 §2.2, §5, §6.3 and §7.1; spellings after PortSwigger's "HTTP Desync Attacks". */
describe('requests that two servers could cut apart differently', () => {
  let harness: Harness
  let upstream: Awaited<ReturnType<typeof serve>>
  let granted: Granted
  let reached = 0
  beforeAll(async () => {
    upstream = await serve((req, res) => {
      reached += 1
      req.resume().on('end', () => res.end('fine'))
    })
    harness = await Harness.start({ PROVIDER_ORIGINS: JSON.stringify({ openai: upstream.origin }) })
    granted = await harness.grant()
  })
  afterAll(async () => {
    await harness.stop()
    await upstream.close()
  })

  it.each([
    ['CL.TE', `content-length: 6\r\n${TE}\r\n0\r\n\r\nG`],
    ['TE.CL', `${TE}content-length: 4\r\n\r\n5c\r\n`],
    ['TE.TE', `${TE}transfer-encoding: x\r\n\r\n0\r\n\r\n`],
    ['an unknown coding', 'transfer-encoding: xchunked\r\n\r\n0\r\n\r\n'],
    ['a coding before a blank', 'transfer-encoding : chunked\r\n\r\n0\r\n\r\n'],
    ['two lengths', 'content-length: 1\r\ncontent-length: 2\r\n\r\nab'],
    ['a list of lengths', 'content-length: 1, 2\r\n\r\nab'],
    ['a signed length', 'content-length: +1\r\n\r\na'],
    ['a negative length', 'content-length: -1\r\n\r\na'],
    ['a hexadecimal length', 'content-length: 0x1\r\n\r\na'],
    ['a bare CR in a value', 'x-a: b\rc: d\r\n\r\n'],
    ['a NUL in a value', 'x-a: b\0c\r\n\r\n'],
    ['a folded line', 'x-a: b\r\n transfer-encoding: chunked\r\n\r\n'],
    ['a header without a name', ': x\r\n\r\n'],
  ])('are refused before the upstream sees a byte: %s', async (_, rest) => {
    const before = reached
    const socket = connect(Number(new URL(harness.origin).port), '127.0.0.1')
    socket.on('error', () => undefined)
    socket.write(`POST ${TARGET} HTTP/1.1\r\nhost: r\r\nauthorization: Bearer ${granted.token}\r\n${rest}`)
    const [head] = (await once(socket, 'data')) as [Buffer]
    expect(head.toString()).toMatch(/^HTTP\/1\.1 400 /)
    expect(reached).toBe(before)
    socket.destroy()
  })
})
