import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { decoderFor, dialectOf, Meter } from './index.js'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void
const heapBytes = (): number => {
  collect()
  return process.memoryUsage().heapUsed
}
const dialect = dialectOf('openai')

describe('the memory of a meter', () => {
  it.each([
    ['an event', true],
    ['an answer', false],
  ])('stays small while %s comes byte by byte', (_, isEventStream) => {
    const meter = new Meter({ dialect, isEventStream, isJson: !isEventStream, decoder: null })
    const before = heapBytes()
    for (let i = 0; i < 200_000; i++) meter.feed(Buffer.from('a'))
    expect(heapBytes() - before).toBeLessThan(4_000_000)
    expect(meter.end()).toMatchObject({ counts: null })
  })

  it('is not filled by a compressed answer that comes faster than it unpacks', async () => {
    const decoder = decoderFor('gzip')
    const meter = new Meter({ dialect, isEventStream: false, isJson: true, decoder })
    for (let i = 0; i < 20; i++) meter.feed(Buffer.alloc(1024 * 1024))
    expect(decoder?.writableLength).toBeLessThan(6 * 1024 * 1024)
    expect(await meter.end()).toMatchObject({ counts: null })
  })
})
