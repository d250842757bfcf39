import * as fc from 'fast-check'
import { SseParser } from './sse.js'

describe('SseParser', () => {
  it('reads the same events wherever the network cuts the bytes', () => {
    const event = fc.string({ unit: fc.constantFrom('a', 'é', '🚀', ' ', ':', '{') })
    const stream = fc.record({
      events: fc.array(event, { maxLength: 8 }),
      end: fc.constantFrom('\n', '\r\n', '\r'),
      cuts: fc.array(fc.nat({ max: 40 }), { maxLength: 40 }),
    })
    fc.assert(
      fc.property(stream, ({ events, end, cuts }) => {
        let rest = new TextEncoder().encode(events.map((data) => `data: ${data}${end}${end}`).join(''))
        const parser = new SseParser(10_000)
        const read: (string | undefined)[] = []
        for (const cut of cuts) {
          read.push(...(parser.push(rest.subarray(0, cut)) ?? [undefined]))
          rest = rest.subarray(cut)
        }
        read.push(...(parser.push(rest) ?? [undefined]))
        expect(read).toEqual(events)
      }),
    )
  })
})
