import fc from 'fast-check'
import { request } from 'node:http'
import { createServer, type AddressInfo } from 'node:net'
import { ResponseReader } from './response-reader.js'

// What comes behind an answer ends the connection: it is read as refused here.
type Read = { readonly status: number; readonly body: string } | 'refused'

const read = (pieces: readonly string[]): Read => {
  let status = 0
  let body = ''
  let outcome = 'refused' as Read
  const reader = new ResponseReader(
    {
      onInterim: () => undefined,
      onSwitch: () => undefined,
      onHead: (head) => void (status = head.status),
      onBody: (bytes) => void (body += bytes.toString('latin1')),
      onEnd: (last, _, hasRest) => {
        if (!hasRest) outcome = { status, body: body + last.toString('latin1') }
      },
      onBroken: () => undefined,
    },
    'GET',
    false,
  )
  for (const piece of pieces) {
    const wasOver = outcome !== 'refused'
    reader.feed(Buffer.from(piece, 'latin1'))
    if (wasOver && piece !== '') outcome = 'refused'
  }
  reader.end()
  return outcome
}

const eol = fc.constantFrom('\r\n', '\r\n', '\r\n', '\r\n', '\n', '\r', '\r\r\n')
const field = fc.constantFrom(
  'Content-Length: 3',
  'Content-Length: 03',
  'Content-Length: 3, 3',
  'content-length:3',
  'Content-Length : 3',
  'Transfer-Encoding: chunked',
  'transfer-encoding:CHUNKED',
  'Transfer-Encoding: identity',
  'Transfer-Encoding : chunked',
  'Transfer-Encoding: chunked, chunked',
  'Connection: close',
  'Keep-Alive: timeout=5',
  'X-A: b',
  'X-B:',
  ' folded',
  'no colon',
  'X-\u00e9: 1',
)
const body = fc.constantFrom(
  'abc',
  'abcdef',
  '3\r\nabc\r\n0\r\n\r\n',
  '3;x=y\r\nabc\r\n0\r\nT: 1\r\n\r\n',
  '3 \r\nabc\r\n0\r\n\r\n',
  '03\r\nabc\r\n00\r\n\r\n',
  '3\nabc\n0\n\n',
  '-3\r\nabc\r\n0\r\n\r\n',
  '4\r\nabc\r\n0\r\n\r\n',
  'g\r\nabc\r\n0\r\n\r\n',
  '0\r\n\r\nHTTP/1.1 200 OK\r\n\r\n',
  '',
)
const status = fc.constantFrom('HTTP/1.1 200 OK', 'HTTP/1.1 204 No', 'HTTP/1.0 200 OK', 'HTTP/1.1 304', 'HTTP/1.1 200')
const answers = fc
  .tuple(status, fc.array(fc.tuple(field, eol), { maxLength: 4 }), eol, body)
  .map(([line, fields, end, rest]) => `${line}\r\n${fields.map(([text, e]) => text + e).join('')}${end}${rest}`)

describe('ResponseReader, with what upstreams may send', () => {
  let sent = ''
  const upstream = createServer((socket) => {
    socket.on('error', () => undefined).once('data', () => socket.end(sent, 'latin1'))
  })
  beforeAll(() => new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve)))
  afterAll(() => upstream.close())

  it('reads the same however an answer is cut', () => {
    fc.assert(
      fc.property(answers, fc.array(fc.nat(200), { maxLength: 8 }), (text, cuts) => {
        const at = [0, ...cuts.map((one) => Math.min(one, text.length)).sort((a, b) => a - b), text.length]
        const pieces = at.slice(1).map((to, i) => text.slice(at[i], to))
        expect(read(pieces)).toEqual(read([text]))
      }),
      { numRuns: 2000 },
    )
  })

  it('accepts nothing that Node’s parser refuses, and reads it as Node does', async () => {
    const { port } = upstream.address() as AddressInfo
    const ask = (): Promise<Read> =>
      new Promise((resolve) => {
        const refuse = (): void => resolve('refused')
        const req = request({ port, host: '127.0.0.1', agent: false }, (res) => {
          let text = ''
          res.setEncoding('latin1').on('data', (chunk: string) => (text += chunk))
          res.on('error', refuse).on('aborted', refuse)
          res.on('end', () => resolve(res.complete ? { status: res.statusCode ?? 0, body: text } : 'refused'))
        })
        req.on('error', refuse).end()
      })
    let accepted = 0
    await fc.assert(
      fc.asyncProperty(answers, async (text) => {
        const ours = read([text])
        if (ours === 'refused') return
        accepted++
        sent = text
        expect(await ask()).toEqual(ours)
      }),
      { numRuns: 400 },
    )
    expect(accepted).toBeGreaterThan(10)
  })
})
