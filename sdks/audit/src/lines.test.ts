import { makeFile, makeRecord, makeSigner, relink } from '../test/chains.js'
import { CHAIN_START, linesOf, verifyChain } from './index.js'

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)
const collect = async (chunks: Uint8Array[]): Promise<string[]> => {
  const lines: string[] = []
  for await (const line of linesOf(chunks)) lines.push(line)
  return lines
}

describe('the lines of a file', () => {
  it.each([
    ['', []],
    ['a', ['a']],
    ['a\n', ['a']],
    ['a\n\nb', ['a', '', 'b']],
    ['a\r\nb\r\n', ['a', 'b']],
    ['a\rb', ['a\rb']],
    ['one\u2028two\u2029three\u0085four\vfive', ['one\u2028two\u2029three\u0085four\vfive']],
  ])('end at LF and nowhere else: %j', async (text, lines) => {
    expect(await collect([encode(text)])).toEqual(lines)
  })

  it('are the same wherever the pieces are cut, in the middle of a letter as well', async () => {
    const bytes = encode('ä€\u2028😀\r\nzwei\n')
    for (let size = 1; size <= bytes.length; size++) {
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
        bytes.subarray(i * size, (i + 1) * size),
      )
      expect(await collect(chunks)).toEqual(['ä€\u2028😀', 'zwei'])
    }
  })

  it('are a chain that verifies, with a name in it that holds every kind of line end', async () => {
    const record = { ...makeRecord(1), nonce: 'A'.repeat(22), label: 'Support\u2028agent\u2029\u0085\r\n' }
    const entries = relink([{ record, hash: CHAIN_START }])
    const text = makeFile({ signer: makeSigner(), entries }).join('\n')
    expect(await verifyChain(linesOf([encode(`${text}\n`)]))).toMatchObject({ ok: true, records: 1 })
  })
})
