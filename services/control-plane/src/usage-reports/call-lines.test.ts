import { callLines } from './call-lines.js'
import type { PresentedCall } from './present-call.js'

const call = (changes: Partial<PresentedCall> = {}): PresentedCall => ({
  requestId: 'req_1',
  at: '2026-11-21T10:00:00.000Z',
  connectionId: 'Conn000000000000',
  clientId: null,
  decision: 'allowed',
  reason: null,
  outcome: 'completed',
  provider: 'openai',
  model: 'gpt-4o',
  method: 'POST',
  path: '/v1/chat/completions',
  status: 200,
  stream: true,
  durationMs: 812,
  inputTokens: 1,
  cachedInputTokens: 2,
  outputTokens: 3,
  reasoningTokens: 4,
  tokensFrom: 'reported',
  costMicros: 1500,
  isPriceGuessed: false,
  priceVersion: null,
  ...changes,
})
const { csv, jsonl } = callLines
const modelIn = (line: string): string | undefined => line.split(',')[8]

describe('CSV', () => {
  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '=HYPERLINK("http://evil.example","x")'])(
    'never lets a cell begin as a formula: %j',
    (model) => {
      expect(modelIn(csv.line(call({ model })))?.replace(/^"/, '')).toMatch(/^'/)
    },
  )

  it('keeps commas, quotes and line breaks within their cell', () => {
    expect(csv.line(call({ path: '/a,b"c\nd' }))).toContain(',"/a,b""c\nd",')
  })

  it('has as many cells in its head as in a line, and ends lines as RFC 4180 does', () => {
    const line = csv.line(call())
    expect(csv.head.split(',')).toHaveLength(line.split(',').length)
    expect([csv.head, line].map((text) => text.endsWith('\r\n'))).toEqual([true, true])
    expect(line).toBe(
      '2026-11-21T10:00:00.000Z,req_1,Conn000000000000,,allowed,,completed,openai,gpt-4o,POST,/v1/chat/completions,' +
        '200,true,812,1,2,3,4,reported,1500,false,\r\n',
    )
  })
})

describe('JSON lines', () => {
  it('are one object a line, whatever is in it', () => {
    const odd = call({ model: 'a\nb', path: '=1+1' })
    const line = jsonl.line(odd)
    expect([line.split('\n').length, JSON.parse(line)]).toEqual([2, odd])
  })
})
