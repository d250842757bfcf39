import { fromBase64url } from './base64url.js'
import { HASH_BYTES } from './chain.js'
import type { AuditRecord } from './record.js'
import type { AuditAnchor, AuditHead } from './statements.js'

/** First line of an exported chain. */
export interface ChainHeader {
  readonly type: '1relay-audit-chain'
  readonly v: 1
  readonly workspaceId: string
  readonly exportedAt: string
  readonly publicKey: string
  /** In the order of the records that they stand for. */
  readonly anchors: readonly AuditAnchor[]
}

/** One line a record. */
export interface ChainEntry {
  readonly hash: string
  readonly record: AuditRecord
}

/** Last line: without it the file is not complete. Null: there was no record yet. */
export interface ChainTrailer {
  readonly type: 'end'
  readonly head: AuditHead | null
}

const isText = (value: unknown): value is string => typeof value === 'string'
const isSeq = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) > 0
const isHash = (value: unknown): boolean => fromBase64url(value, HASH_BYTES) !== undefined
// Ed25519.
const isKey = (value: unknown): boolean => fromBase64url(value, 32) !== undefined
const isTime = (value: unknown): boolean => isText(value) && new Date(value).getTime() >= 0 && iso(value) === value
const iso = (value: string): string => new Date(value).toISOString()

type Fields = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isAnchor = (value: unknown): boolean =>
  isObject(value) &&
  value['v'] === 1 &&
  [value['workspaceId'], value['signature']].every(isText) &&
  [value['firstSeq'], value['lastSeq']].every(isSeq) &&
  (value['lastSeq'] as number) >= (value['firstSeq'] as number) &&
  [value['previousHash'], value['lastHash']].every(isHash) &&
  [value['lastRecordedAt'], value['prunedAt']].every(isTime)

const isHead = (value: unknown): boolean =>
  isObject(value) &&
  value['v'] === 1 &&
  [value['workspaceId'], value['publicKey'], value['signature']].every(isText) &&
  isSeq(value['seq']) &&
  isHash(value['hash']) &&
  isTime(value['recordedAt'])

const parse = (line: string): Fields | undefined => {
  try {
    const value: unknown = JSON.parse(line)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** The header in a line; undefined if it is none. */
export const parseHeader = (line: string): ChainHeader | undefined => {
  const value = parse(line)
  const { type, v, workspaceId, exportedAt, publicKey, anchors } = value ?? {}
  const fits = type === '1relay-audit-chain' && v === 1 && isText(workspaceId) && isKey(publicKey) && isTime(exportedAt)
  return fits && Array.isArray(anchors) && anchors.every(isAnchor) ? (value as unknown as ChainHeader) : undefined
}

/** The record or the end in a later line; undefined if it is neither. Of a record, only what the chain needs is looked at. */
export const parseLine = (line: string): ChainEntry | ChainTrailer | undefined => {
  const value = parse(line)
  if (value === undefined) return undefined
  if (value['type'] === 'end') {
    const { head } = value
    return head === null || isHead(head) ? (value as unknown as ChainTrailer) : undefined
  }
  const { hash, record } = value
  const fits = isHash(hash) && isObject(record) && record['v'] === 1 && isText(record['workspaceId'])
  return fits && isSeq(record['seq']) && isTime(record['recordedAt']) ? (value as unknown as ChainEntry) : undefined
}
