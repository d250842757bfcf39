import { setImmediate } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { FrameReader } from './index.js'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void
const memoryBytes = async (): Promise<number> => {
  // The memory of buffers is given back behind the collection that finds them.
  for (let i = 0; i < 3; i++) await setImmediate().then(collect)
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}
const onClose = () => undefined

describe('the memory of a socket', () => {
  it('stays small while a message comes in frames of one byte, which is read whole all the same', async () => {
    const seen: (string | null)[] = []
    const reader = new FrameReader({ onMessage: (text) => seen.push(text), onClose })
    const before = await memoryBytes()
    reader.feed(Buffer.from([0x01, 1, 0x61]))
    for (let i = 0; i < 1_000_000; i++) reader.feed(Buffer.from([0x00, 1, 0x61]))
    expect((await memoryBytes()) - before).toBeLessThan(20_000_000)
    reader.feed(Buffer.from([0x80, 1, 0x62]))
    expect(seen).toEqual([`${'a'.repeat(1_000_001)}b`])
  })

  it('has no room for text that nobody reads', async () => {
    const readers = Array.from({ length: 100 }, () => new FrameReader({ onMessage: undefined, onClose }))
    const before = await memoryBytes()
    const half = Buffer.alloc(500_000, 0x61)
    half.set([0x01, 127, 0, 0, 0, 0, 0x00, 0x0f, 0x00, 0x00])
    for (const reader of readers) reader.feed(half)
    expect((await memoryBytes()) - before).toBeLessThan(20_000_000)
    expect(readers.every(({ isBetweenMessages }) => !isBetweenMessages)).toBe(true)
  })
})
