import { fromBase64url } from './base64url.js'
import { canonicalJson, type Json } from './canonical.js'

/** The last record of a chain at one moment, as it is signed. */
export interface HeadClaim {
  readonly v: 1
  readonly workspaceId: string
  readonly seq: number
  /** base64url, as every hash. */
  readonly hash: string
  readonly recordedAt: string
  /** Ed25519, base64url: with what the installation signs. */
  readonly publicKey: string
}

/** Records that were pruned when their time was over, as it is signed. */
export interface AnchorClaim {
  readonly v: 1
  readonly workspaceId: string
  readonly firstSeq: number
  readonly lastSeq: number
  /** Hash of the record before the first one. */
  readonly previousHash: string
  readonly lastHash: string
  readonly lastRecordedAt: string
  readonly prunedAt: string
}

/** base64url, 64 bytes. */
export interface Signed {
  readonly signature: string
}
/** The head of a chain, signed; `isSigned` over `headBytes` checks it. */
export type AuditHead = HeadClaim & Signed
/** An anchor of pruned records, signed; `isSigned` over `anchorBytes` checks it. */
export type AuditAnchor = AnchorClaim & Signed

const bytes = (kind: string, claim: object): Uint8Array<ArrayBuffer> =>
  new TextEncoder().encode(`1relay/audit/${kind}/v1\n${canonicalJson(claim as Json)}`)

/** What the signature of a head is over; fields beyond the claim are left out. */
export const headBytes = ({ v, workspaceId, seq, hash, recordedAt, publicKey }: HeadClaim): Uint8Array<ArrayBuffer> =>
  bytes('head', { v, workspaceId, seq, hash, recordedAt, publicKey })

/** What the signature of an anchor is over; fields beyond the claim are left out. */
export const anchorBytes = (claim: AnchorClaim): Uint8Array<ArrayBuffer> => {
  const { v, workspaceId, firstSeq, lastSeq, previousHash, lastHash, lastRecordedAt, prunedAt } = claim
  return bytes('anchor', { v, workspaceId, firstSeq, lastSeq, previousHash, lastHash, lastRecordedAt, prunedAt })
}

/** Whether `publicKey` (base64url) signed these bytes. */
export const isSigned = async (
  publicKey: string,
  signature: string,
  signed: Uint8Array<ArrayBuffer>,
): Promise<boolean> => {
  const [key, mark] = [fromBase64url(publicKey, 32), fromBase64url(signature, 64)]
  if (key === undefined || mark === undefined) return false
  const imported = await crypto.subtle.importKey('raw', key, { name: 'Ed25519' }, false, ['verify'])
  return crypto.subtle.verify({ name: 'Ed25519' }, imported, mark, signed)
}
