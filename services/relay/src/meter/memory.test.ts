import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { brotliCompressSync, constants, createZstdCompress, gzipSync, zstdCompressSync } from 'node:zlib'
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

  const answer = JSON.stringify({ model: 'gpt-4o', usage: { prompt_tokens: 5, completion_tokens: 3 } })
  const inWindow = async (log: number): Promise<Buffer> => {
    const packer = createZstdCompress({ params: { [constants.ZSTD_c_windowLog]: log } })
    packer.write(answer)
    return Buffer.concat(await packer.end().toArray())
  }

  it.each([
    ['is not lent to an answer that asks for more than HTTP lets it (RFC 9659)', 24, null],
    ['is lent to an answer that asks for what HTTP lets it', 23, { input: 5, output: 3 }],
  ])('%s', async (_, log, counts) => {
    const meter = new Meter({ dialect, isEventStream: false, isJson: true, decoder: decoderFor('zstd') })
    meter.feed(await inWindow(log))
    const reading = await meter.end()
    if (counts === null) expect(reading.counts).toBeNull()
    else expect(reading.counts).toMatchObject(counts)
  })

  it.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
    ['zstd', zstdCompressSync],
  ])('and time are not spent on what unpacks without end (%s)', async (encoding, pack) => {
    const decoder = decoderFor(encoding)
    const meter = new Meter({ dialect, isEventStream: false, isJson: true, decoder })
    let unpackedBytes = 0
    decoder?.on('data', (chunk: Buffer) => (unpackedBytes += chunk.length))
    meter.feed(pack(Buffer.alloc(64 * 1024 * 1024)))
    expect(await meter.end()).toMatchObject({ counts: null })
    expect(unpackedBytes).toBeLessThan(32 * 1024 * 1024)
  })
})
