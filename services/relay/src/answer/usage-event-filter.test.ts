import fc from 'fast-check'
import { UsageEventFilter } from './usage-event-filter.js'

const run = (text: string, size: number): string => {
  const filter = new UsageEventFilter()
  const bytes = Buffer.from(text)
  const out: Buffer[] = []
  for (let at = 0; at < bytes.length; at += size) out.push(filter.feed(bytes.subarray(at, at + size)))
  return Buffer.concat([...out, filter.end()]).toString()
}
const usage = 'data: {"choices":[],"usage":{"prompt_tokens":1}}\n\n'
const kept = [
  'data: {"choices":[{"delta":{"content":"é\\"usage\\""}}],"usage":null}\n\n',
  ': comment "usage"\r\n\r\n',
  'data: {"choices":[{}],"usage":{"x":1}}\n\n',
  'data: {"choices":[],"usage":null}\n\n',
  'data: {broken "usage"\n\n',
  'data: [DONE]\n\n',
]

describe('UsageEventFilter', () => {
  it('takes the usage event out and passes all else byte for byte, whatever the chunks', () => {
    const events = fc.array(fc.constantFrom(usage, ...kept))
    fc.assert(
      fc.property(events, fc.integer({ min: 1, max: 90 }), fc.constantFrom('', 'data: {"half'), (all, size, tail) => {
        const expected = all.filter((event) => event !== usage).join('') + tail
        expect(run(all.join('') + tail, size)).toBe(expected)
      }),
    )
  })

  it('does not gather an endless event in memory', () => {
    const filter = new UsageEventFilter()
    expect(filter.feed(Buffer.alloc(100_000, 'x'))).toHaveLength(100_000)
  })
})
