import { verifyChain } from '@1relay/audit'
import type { ChainState, Linked, ReadRecord } from '../audit/index.js'
import { AuditExports } from './audit-exports.service.js'

const now = new Date('2026-11-21T10:00:00.000Z')
const hash = 'A'.repeat(43)
const anchor = (lastSeq: number) => ({
  v: 1 as const,
  workspaceId: 'w',
  firstSeq: 1,
  lastSeq,
  previousHash: hash,
  lastHash: hash,
  lastRecordedAt: now.toISOString(),
  prunedAt: now.toISOString(),
  signature: '',
})

/** Exports over records that need not be there, with the first numbers of the portions that were read. */
const makeExports = (states: ChainState[], linked?: ReadRecord['linked']) => {
  const reads: number[] = []
  const recordAt = (seq: number): ReadRecord => ({ place: { at: now, seq }, linked, hash, recordedAt: now })
  const exports = new AuditExports({
    reader: {
      page: async () => ({ records: [], next: undefined }),
      bySeq: async (_, fromSeq, toSeq, limit) => {
        reads.push(fromSeq)
        return Array.from({ length: Math.min(limit, toSeq - fromSeq + 1) }, (__, i) => recordAt(fromSeq + i))
      },
    },
    chains: { get: async () => states.shift() as ChainState },
    publicKey: async () => hash,
    signHead: async (claim) => ({ v: 1, publicKey: hash, ...claim, signature: '' }),
    append: async () => undefined,
    clock: () => now,
  })
  return { exports, reads }
}

const state = (anchors: ReturnType<typeof anchor>[]): ChainState => ({
  head: { seq: 2000, hash, recordedAt: now },
  anchors,
  kept: [{ firstSeq: 1, lastSeq: 2000 }],
  mailsHeads: true,
})

describe('an export', () => {
  it('reads no further than somebody takes', async () => {
    const { exports, reads } = makeExports([state([]), state([])])
    const { chunks } = await exports.open('w', 'chain', {})
    const taking = chunks[Symbol.asyncIterator]()
    await taking.next()
    expect(reads).toEqual([])
    await taking.next()
    expect(reads).toEqual([1])
    await taking.next()
    expect(reads).toEqual([1, 501])
  })

  it('breaks off without its end when records were pruned meanwhile, so that it is not taken for whole', async () => {
    const { exports } = makeExports([state([anchor(3)]), state([anchor(5)])])
    const { chunks } = await exports.open('w', 'chain', {})
    const lines: string[] = []
    const all = async () => {
      for await (const chunk of chunks) lines.push(...chunk.trimEnd().split('\n'))
    }
    await expect(all()).rejects.toThrow('pruned')
    expect(lines).toHaveLength(2001)
    expect(await verifyChain(lines.slice(0, 1))).toMatchObject({ ok: false, problem: { kind: 'incomplete' } })
  })

  it('is cut into the same lines by every reader, whatever stands in a name', async () => {
    const name = 'Support\u2028agent\u2029'
    const linked = { hash, record: { v: 1, seq: 1, act: { subject: { label: name } } } } as unknown as Linked
    const one = { ...state([]), head: { seq: 1, hash, recordedAt: now }, kept: [{ firstSeq: 1, lastSeq: 1 }] }
    const { exports } = makeExports([one, one], linked)
    const { chunks } = await exports.open('w', 'chain', {})
    let text = ''
    for await (const chunk of chunks) text += chunk
    const lines = text.trimEnd().split(/\r\n|[\n\r\u2028\u2029]/)
    expect(lines).toHaveLength(3)
    expect(JSON.parse(lines[1] ?? '')).toEqual(linked)
  })

  it('goes on when neighbouring anchors became one meanwhile', async () => {
    const parts = [anchor(2), { ...anchor(3), firstSeq: 3 }]
    const { exports } = makeExports([state(parts), state([anchor(3)])])
    const { chunks } = await exports.open('w', 'chain', {})
    let last = ''
    for await (const chunk of chunks) last = chunk
    expect(JSON.parse(last)).toMatchObject({ type: 'end', head: { seq: 2000 } })
  })
})
