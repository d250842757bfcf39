import {
  makeEntries,
  makeFile,
  makeRecord,
  makeSigner,
  relink,
  signAnchor,
  signHead,
  WORKSPACE,
} from '../test/chains.js'
import { CHAIN_START, type ChainEntry, type Expectation, formatHead, parseHead, verifyChain } from './index.js'

const signer = makeSigner()
const entries = makeEntries(9)
const headOf = (list: readonly ChainEntry[], signing = signer) => signHead(signing, list.at(-1) as ChainEntry)
const known = headOf(entries)
const file = makeFile({ signer, entries })

const problemOf = async (lines: Iterable<string>, expectation?: Expectation) => {
  const result = await verifyChain(lines, expectation)
  return result.ok ? 'none' : result.problem
}
const without = (...seqs: number[]) => entries.filter(({ record }) => !seqs.includes(record.seq))
const rewrite = (seq: number, change: Record<string, unknown>): ChainEntry[] =>
  entries.map((entry) => (entry.record.seq === seq ? { ...entry, record: { ...entry.record, ...change } } : entry))

describe('a file', () => {
  it('is found to have a changed record, in any of its fields', async () => {
    const changes = [{ at: makeRecord(9).at }, { nonce: 'A'.repeat(22) }, { kind: 'call' }, { extra: 1 }]
    for (const change of changes)
      expect(await problemOf(makeFile({ signer, entries: rewrite(4, change) }))).toMatchObject({
        kind: 'changed',
        seq: 4,
      })
    const act = { ...(makeRecord(4) as { act?: object }).act, ip: '203.0.113.8' }
    expect(await problemOf(makeFile({ signer, entries: rewrite(4, { act }) }))).toEqual({
      kind: 'changed',
      seq: 4,
      line: 5,
    })
  })

  it('is found to have a changed record behind which every hash was computed again, by the head that was told', async () => {
    const forged = makeFile({ signer, entries: relink(rewrite(4, { at: makeRecord(9).at })) })
    expect(await problemOf(forged)).toBe('none')
    expect(await problemOf(forged, { head: known })).toMatchObject({ kind: 'rewritten', seq: 9 })
    expect(await problemOf(forged, { head: { hash: known.hash } })).toMatchObject({ kind: 'unknown_head' })
  })

  it('is found to have a hash of which the record is another one', async () => {
    const forged = entries.map((entry) => (entry.record.seq === 4 ? { ...entry, hash: CHAIN_START } : entry))
    expect(await problemOf(makeFile({ signer, entries: forged }))).toMatchObject({ kind: 'changed', seq: 4 })
  })

  it('is found to have lost records, in the middle, at the start, or all', async () => {
    expect(await problemOf(makeFile({ signer, entries: without(4, 5) }))).toMatchObject({ kind: 'missing', seq: 4 })
    expect(await problemOf(makeFile({ signer, entries: without(1) }))).toMatchObject({ kind: 'missing', seq: 1 })
    expect(await problemOf(makeFile({ signer, entries: [], head: known }))).toMatchObject({ kind: 'missing', seq: 1 })
    expect(await problemOf(makeFile({ signer, entries: [] }), { head: known })).toMatchObject({ kind: 'truncated' })
  })

  it('is found to have lost its last records, by its own head and by the one that was told', async () => {
    const short = entries.slice(0, 6)
    expect(await problemOf(makeFile({ signer, entries: short, head: known }))).toMatchObject({
      kind: 'missing',
      seq: 7,
    })
    expect(await problemOf(makeFile({ signer, entries: short }), { head: known })).toMatchObject({
      kind: 'truncated',
      seq: 6,
    })
  })

  it('is found to have records in another order, twice, or put in', async () => {
    const [a, b] = [entries[3] as ChainEntry, entries[4] as ChainEntry]
    const swapped = entries.with(3, b).with(4, a)
    expect(await problemOf(makeFile({ signer, entries: swapped }))).toMatchObject({ kind: 'missing', seq: 4 })
    const renumbered = swapped.map((entry, i) => ({ ...entry, record: { ...entry.record, seq: i + 1 } }))
    expect(await problemOf(makeFile({ signer, entries: renumbered }))).toMatchObject({ kind: 'changed', seq: 4 })
    expect(await problemOf(makeFile({ signer, entries: entries.toSpliced(4, 0, a) }))).toMatchObject({
      kind: 'out_of_order',
    })
    const inserted = entries.toSpliced(4, 0, { hash: a.hash, record: { ...makeRecord(5), nonce: 'B'.repeat(22) } })
    expect(await problemOf(makeFile({ signer, entries: inserted }))).toMatchObject({ kind: 'changed', seq: 5 })
  })

  it('is found to have a record that was recorded before its predecessor', async () => {
    const forged = relink(rewrite(4, { recordedAt: makeRecord(1).recordedAt }))
    expect(await problemOf(makeFile({ signer, entries: forged }))).toMatchObject({ kind: 'out_of_order', seq: 4 })
  })

  it('is found to have records of another workspace spliced in, or to be of another one', async () => {
    const others = makeEntries(9, 'wsBBBBBBBBBBBBBB')
    const spliced = entries.with(4, others[4] as ChainEntry)
    expect(await problemOf(makeFile({ signer, entries: spliced }))).toMatchObject({ kind: 'wrong_workspace', seq: 5 })
    const relabelled = spliced.map((entry) => ({ ...entry, record: { ...entry.record, workspaceId: WORKSPACE } }))
    expect(await problemOf(makeFile({ signer, entries: relabelled }))).toMatchObject({ kind: 'changed', seq: 5 })
    expect(await problemOf(file, { workspaceId: 'wsBBBBBBBBBBBBBB' })).toMatchObject({ kind: 'wrong_workspace' })
    const whole = makeFile({ signer, entries: others, header: { workspaceId: 'wsBBBBBBBBBBBBBB' } })
    expect(await problemOf(whole, { head: known })).toMatchObject({ kind: 'wrong_workspace' })
  })

  it('that breaks off, or goes on behind its end, is not whole', async () => {
    for (let count = 0; count < file.length; count++)
      expect(await problemOf(file.slice(0, count))).toMatchObject({ kind: 'incomplete' })
    expect(await problemOf([...file, file[1] ?? ''])).toMatchObject({ kind: 'malformed', line: file.length + 1 })
    expect(await problemOf([...file, ''])).toBe('none')
  })

  it.each([
    ['no JSON', 'seq,at'],
    ['a number', '1'],
    ['null', 'null'],
    ['a header again', file[0] ?? ''],
    ['a record without its hash', JSON.stringify({ record: makeRecord(3) })],
    ['a number that is none', JSON.stringify({ ...entries[2], record: { ...makeRecord(3), seq: '3' } })],
    [
      'a time of another form',
      JSON.stringify({ ...entries[2], record: { ...makeRecord(3), recordedAt: '2026-11-21' } }),
    ],
    ['half an end', JSON.stringify({ type: 'end' })],
    ['nothing', ''],
  ])('with %s in the place of a record is malformed', async (_, line) => {
    expect(await problemOf(file.with(3, line))).toMatchObject({ kind: 'malformed', line: 4 })
  })

  it('whose head is of another key, of another record, or changed has a forged one', async () => {
    const [eighth, stranger] = [entries[7] as ChainEntry, makeSigner()]
    const heads = [
      headOf(entries, stranger),
      { ...headOf(entries, stranger), publicKey: signer.publicKey },
      signHead(signer, eighth),
      { ...known, recordedAt: makeRecord(10).recordedAt },
      { ...known, signature: 'A'.repeat(86) },
    ]
    for (const head of heads)
      expect(await problemOf(makeFile({ signer, entries, head }))).toMatchObject({ kind: 'forged_head', seq: 9 })
  })

  it('of another signer is refused when the key is known', async () => {
    const forged = makeFile({ signer: makeSigner(), entries })
    expect(await problemOf(forged, { publicKey: signer.publicKey })).toMatchObject({ kind: 'wrong_key' })
    expect(await problemOf(forged, { head: known })).toMatchObject({ kind: 'wrong_key' })
  })

  it('without a record and a signature proves nothing, and does not verify', async () => {
    const empty = makeFile({ signer, entries: [] })
    const problem = { kind: 'empty', line: 2 }
    expect(await verifyChain(empty)).toEqual({ ok: false, problem })
    expect(await verifyChain(empty, { workspaceId: WORKSPACE, publicKey: signer.publicKey })).toEqual({
      ok: false,
      problem,
    })
  })

  it.each(['', 'key', '\u001b[2J', `${signer.publicKey}=`, signer.publicKey.slice(1), 'A'.repeat(44)])(
    'whose public key cannot be one is malformed: %j',
    async (publicKey) => {
      const header = { publicKey }
      expect(await problemOf(makeFile({ signer, entries, header }))).toEqual({ kind: 'malformed', line: 1 })
      expect(await problemOf(makeFile({ signer, entries: [], header }))).toEqual({ kind: 'malformed', line: 1 })
    },
  )

  it('that is as it was verifies, and says what that proves', async () => {
    const proven = { ok: true, workspaceId: WORKSPACE, records: 9, pruned: 0, head: { seq: 9, hash: known.hash } }
    expect(await verifyChain(file)).toMatchObject({ ...proven, knownHead: 'none', isKeyExpected: false })
    const early = signHead(signer, entries[4] as ChainEntry)
    expect(await verifyChain(file, { head: early })).toMatchObject({
      ...proven,
      knownHead: 'matched',
      isKeyExpected: true,
    })
    const word = parseHead(`Keep this: ${formatHead(early)}.`)
    expect(await verifyChain(file, { head: word! })).toMatchObject({ ...proven, knownHead: 'matched' })
  })
})

describe('an expectation', () => {
  it('is refused when it lacks what it names: no garbled mail passes for a comparison', async () => {
    // @ts-expect-error what parseHead did not find is no head
    const unchecked: Expectation = { head: parseHead('a mail without a head') }
    await expect(verifyChain(file, unchecked)).rejects.toThrow(TypeError)
    for (const field of ['workspaceId', 'publicKey', 'head'])
      for (const value of [undefined, null])
        await expect(verifyChain(file, { [field]: value })).rejects.toThrow(`"${field}"`)
  })

  it('that names nothing is none', async () => {
    expect(await verifyChain(file, {})).toMatchObject({ ok: true, knownHead: 'none' })
    expect(await verifyChain(file, undefined)).toMatchObject({ ok: true, knownHead: 'none' })
  })
})

describe('pruning', () => {
  const hashAt = (seq: number): string => entries[seq - 1]?.hash ?? CHAIN_START
  const anchorFor = (from: number, to: number, signing = signer) =>
    signAnchor(signing, entries.slice(from - 1, to), hashAt(from - 1))

  it('is no tampering, at the start, in the middle and at the end, several times', async () => {
    const cases: [number, number][][] = [
      [[1, 3]],
      [[4, 6]],
      [[7, 9]],
      [
        [1, 2],
        [5, 6],
        [7, 7],
      ],
      [[1, 9]],
    ]
    for (const ranges of cases) {
      const pruned = ranges.flatMap(([from, to]) => entries.slice(from - 1, to)).map(({ record }) => record.seq)
      const anchors = ranges.map(([from, to]) => anchorFor(from, to))
      const lines = makeFile({ signer, entries: without(...pruned), anchors, head: known })
      expect(await verifyChain(lines, { head: known })).toMatchObject({
        ok: true,
        pruned: pruned.length,
        knownHead: 'matched',
      })
    }
  })

  it('of the record whose head was told is said', async () => {
    const lines = makeFile({ signer, entries: entries.slice(3), anchors: [anchorFor(1, 3)] })
    const result = await verifyChain(lines, { head: signHead(signer, entries[1] as ChainEntry) })
    expect(result).toMatchObject({ ok: true, knownHead: 'pruned', isKeyExpected: true })
    const last = signHead(signer, entries[2] as ChainEntry)
    expect(await verifyChain(lines, { head: last })).toMatchObject({ ok: true, knownHead: 'matched' })
    expect(await problemOf(lines, { head: { ...last, hash: hashAt(2) } })).toMatchObject({ kind: 'rewritten', seq: 3 })
  })

  it('cannot be claimed without the key, nor stretched, moved or hung on other records', async () => {
    const genuine = anchorFor(1, 3)
    const forgeries = [
      anchorFor(1, 3, makeSigner()),
      { ...genuine, signature: '' },
      { ...genuine, prunedAt: makeRecord(5).recordedAt },
      { ...genuine, previousHash: hashAt(5) },
      { ...genuine, workspaceId: 'wsBBBBBBBBBBBBBB' },
    ]
    for (const anchor of forgeries)
      expect(await problemOf(makeFile({ signer, entries: entries.slice(3), anchors: [anchor] }))).toMatchObject({
        kind: 'forged_anchor',
        seq: 1,
      })
    // Signed indeed, but for another chain: of another history, and of another workspace.
    const elsewhere = signAnchor(signer, makeEntries(9, 'wsBBBBBBBBBBBBBB').slice(0, 3), CHAIN_START)
    const foreign = makeFile({ signer, entries: entries.slice(3), anchors: [elsewhere] })
    expect(await problemOf(foreign)).toMatchObject({ kind: 'forged_anchor', seq: 1 })
    const otherHistory = signAnchor(signer, entries.slice(3, 6), hashAt(2))
    const moved = makeFile({ signer, entries: without(4, 5, 6), anchors: [otherHistory] })
    expect(await problemOf(moved)).toMatchObject({ kind: 'forged_anchor', seq: 4 })
    const stretched = { ...genuine, lastSeq: 4, lastHash: hashAt(4) }
    const rest = makeFile({ signer, entries: entries.slice(4), anchors: [stretched] })
    expect(await problemOf(rest)).toMatchObject({ kind: 'forged_anchor', seq: 1 })
  })

  it('of records that are still there, or of none at all, is no anchor of this chain', async () => {
    expect(await problemOf(makeFile({ signer, entries, anchors: [anchorFor(4, 6)] }))).toMatchObject({
      kind: 'out_of_order',
    })
    const beyond = { ...anchorFor(7, 9), firstSeq: 20, lastSeq: 21 }
    expect(await problemOf(makeFile({ signer, entries, anchors: [beyond] }))).toMatchObject({
      kind: 'forged_anchor',
      seq: 20,
    })
    expect(await problemOf(makeFile({ signer, entries, header: { anchors: [{}] as never } }))).toMatchObject({
      kind: 'malformed',
    })
  })
})
