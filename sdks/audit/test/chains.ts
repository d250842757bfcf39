import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import {
  type AnchorClaim,
  anchorBytes,
  type AuditAnchor,
  type AuditHead,
  type AuditRecord,
  CHAIN_START,
  type ChainEntry,
  type ChainHeader,
  headBytes,
  type HeadClaim,
} from '../src/index.js'

/** Who signs. */
export interface Signer {
  readonly publicKey: string
  readonly privateKey: KeyObject
}

export const makeSigner = (): Signer => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  return { publicKey: publicKey.export({ format: 'jwk' }).x ?? '', privateKey }
}

// An Ed25519 key in PKCS #8 (RFC 8410) is this and its 32 bytes.
const PKCS8 = '302e020100300506032b657004220420'

/** The signer whose private key is these 32 bytes. */
export const signerOf = (secret: Buffer): Signer => {
  const der = Buffer.concat([Buffer.from(PKCS8, 'hex'), secret])
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  return { privateKey, publicKey: createPublicKey(privateKey).export({ format: 'jwk' }).x ?? '' }
}

export const WORKSPACE = 'wsAAAAAAAAAAAAAA'
const TIME = Date.UTC(2026, 10, 21)
const timeOf = (seq: number): string => new Date(TIME + seq * 1000).toISOString()

// A second way to the same hash: RFC 8785 for values of this test is what JSON.stringify gives with sorted members.
const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([k, v]) => [k, sorted(v)]),
  )
}
export const hashOf = (previous: string, record: AuditRecord): string =>
  createHash('sha256')
    .update('1relay/audit/record/v1\n')
    .update(Buffer.from(previous, 'base64url'))
    .update(JSON.stringify(sorted(record)))
    .digest('base64url')

export const makeRecord = (seq: number, workspaceId = WORKSPACE): AuditRecord => ({
  v: 1,
  workspaceId,
  seq,
  recordedAt: timeOf(seq),
  at: timeOf(seq - 1),
  nonce: Buffer.alloc(16, seq).toString('base64url'),
  kind: 'admin',
  act: {
    actor: { type: 'account', id: 'a', label: 'ada@example.com' },
    action: 'key.created',
    subject: { type: 'key', id: String(seq), label: `Key ${seq} – „neu“` },
    metadata: { count: seq, ratio: 0.1, list: ['x'], none: null },
    ip: '203.0.113.9',
    userAgent: null,
  },
})

/** Records 1 to `count` with their hashes. */
export const makeEntries = (count: number, workspaceId = WORKSPACE): ChainEntry[] => {
  const entries: ChainEntry[] = []
  for (let seq = 1; seq <= count; seq++) {
    const record = makeRecord(seq, workspaceId)
    entries.push({ record, hash: hashOf(entries.at(-1)?.hash ?? CHAIN_START, record) })
  }
  return entries
}

/** The entries again with right hashes, as whoever changes one would write them. */
export const relink = (entries: readonly ChainEntry[]): ChainEntry[] => {
  let previous = CHAIN_START
  return entries.map(({ record }) => ({ record, hash: (previous = hashOf(previous, record)) }))
}

export const signHead = ({ publicKey, privateKey }: Signer, { record, hash }: ChainEntry): AuditHead => {
  const { workspaceId, seq, recordedAt } = record
  const claim: HeadClaim = { v: 1, workspaceId, seq, hash, recordedAt, publicKey }
  return { ...claim, signature: sign(null, headBytes(claim), privateKey).toString('base64url') }
}

/** What stands for these entries, which follow one another, when they are pruned. */
export const signAnchor = (
  { privateKey }: Signer,
  entries: readonly ChainEntry[],
  previousHash: string,
): AuditAnchor => {
  const [first, last] = [entries[0], entries.at(-1)]
  if (first === undefined || last === undefined) throw new Error('nothing is pruned')
  const claim: AnchorClaim = {
    v: 1,
    workspaceId: first.record.workspaceId,
    firstSeq: first.record.seq,
    lastSeq: last.record.seq,
    previousHash,
    lastHash: last.hash,
    lastRecordedAt: last.record.recordedAt,
    prunedAt: timeOf(1e6),
  }
  return { ...claim, signature: sign(null, anchorBytes(claim), privateKey).toString('base64url') }
}

interface FileParts {
  readonly signer: Signer
  readonly entries: readonly ChainEntry[]
  readonly anchors?: readonly AuditAnchor[]
  readonly head?: AuditHead | null
  readonly header?: Partial<ChainHeader>
}

/** Lines of an export. */
export const makeFile = ({ signer, entries, anchors = [], header, head }: FileParts): string[] => {
  const last = entries.at(-1)
  const first: ChainHeader = {
    type: '1relay-audit-chain',
    v: 1,
    workspaceId: WORKSPACE,
    exportedAt: timeOf(1e6),
    publicKey: signer.publicKey,
    anchors,
    ...header,
  }
  const end = head === undefined ? (last === undefined ? null : signHead(signer, last)) : head
  return [first, ...entries, { type: 'end', head: end }].map((line) => JSON.stringify(line))
}
