import { formatHead, parseHead } from './index.js'

const hash = 'A'.repeat(42) + 'E'
const publicKey = 'B'.repeat(42) + 'E'
const head = { workspaceId: 'wsAAAAAAAAAAAAAA', seq: 12, hash, publicKey }

describe('a head', () => {
  it.each([
    '',
    'hello',
    '12',
    hash.slice(1),
    `0:${hash}`,
    `12:${hash}x`,
    '{}',
    '[]',
    JSON.stringify({ ...head, seq: 0 }),
    JSON.stringify({ ...head, hash: 1 }),
  ])('is not in %j', (text) => {
    expect(parseHead(text)).toBeUndefined()
  })

  it('is read from a mail, from the answer of the API, and from what people type', () => {
    expect(parseHead(`Dear admin,\r\n\r\n${formatHead(head)}\r\nSave these words.`)).toEqual(head)
    expect(parseHead(formatHead(head).replace(/.{70}/g, '$&=\r\n'))).toEqual(head)
    expect(parseHead(JSON.stringify({ ...head, v: 1, signature: 's' }))).toEqual(head)
    expect(parseHead(` 12:${hash}\n`)).toEqual({ seq: 12, hash })
    expect(parseHead(hash)).toEqual({ hash })
  })
})
