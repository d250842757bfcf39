import fc from 'fast-check'
import { responseHeaders, responseTrailers, upstreamHeaders } from './index.js'

const place = { in: 'header', name: 'x-api-key', before: 'x-api-key: ' } as const
/** What goes upstream of these headers, without the one that always does. */
const send = (rawHeaders: string[]): string[] => {
  const headers = upstreamHeaders({ rawHeaders, place, contentLength: null })
  expect(headers.slice(-2)).toEqual(['accept-encoding', 'identity'])
  return headers.slice(0, -2)
}

describe('upstreamHeaders', () => {
  it('sends no credential of the caller, whatever the caller sent in any spelling', () => {
    const name = fc.constantFrom(
      'Authorization',
      'X-API-KEY',
      'x-goog-api-key',
      'Cookie',
      'X-1Relay-Anything',
      'X-Forwarded-Host',
      'Accept-Encoding',
    )
    const nominated = fc.constantFrom('close', 'authorization', 'x-api-key', 'host')
    fc.assert(
      fc.property(fc.array(name), nominated, (names, option) => {
        const raw = [...names.flatMap((one) => [one, 'CALLER']), 'Connection', option, 'X-Kept', 'yes']
        expect(send(raw)).toEqual(['X-Kept', 'yes'])
      }),
    )
  })

  it.each(['Content-Encoding', 'Content-Type', 'content-encoding'])(
    'lets nobody strip %s, by which was judged',
    (name) => {
      expect(send([name, 'x', 'Connection', `close, ${name}`])).toEqual([name, 'x'])
    },
  )

  it('keeps case, order and repetition of everything else', () => {
    expect(send(['X-B', '1', 'x-a', '2', 'X-B', '3'])).toEqual(['X-B', '1', 'x-a', '2', 'X-B', '3'])
  })
})

describe('responseHeaders', () => {
  it('drops hop-by-hop fields and names that are ours', () => {
    const raw = [
      'Connection',
      'X-Gone',
      'X-Gone',
      '1',
      'Transfer-Encoding',
      'chunked',
      'X-1Relay-Budget',
      '9',
      'Set-Cookie',
      'a',
    ]
    expect(responseHeaders(raw, ['x-1relay-request-id', 'r'], { mayTrail: true, isForPage: false })).toEqual([
      ...['Set-Cookie', 'a'],
      ...['x-1relay-request-id', 'r'],
    ])
  })
})

describe('responseTrailers', () => {
  it('lets no trailer frame or authenticate', () => {
    expect(responseTrailers(['Content-Length', '1', 'Set-Cookie', 'a', 'X-Sum', 'b'])).toEqual([['X-Sum', 'b']])
  })
})
