/**
 * The audit's chain: what a record is, how it is encoded and hashed, and how an exported file is verified by whoever has it.
 *
 * It does no I/O, keeps no state and knows no key: it says what a file proves, not who may have it.
 *
 * Invariant: two records that differ in anything have different encodings; a file that verifies against a head holds exactly the
 * records that were in the chain when that head was told, except those that a signed anchor says were pruned.
 */
export { fromBase64url, toBase64url } from './base64url.js'
export { canonicalJson, type Json, NotCanonical } from './canonical.js'
export { CHAIN_START, chainHash, chainInput, HASH_BYTES } from './chain.js'
export type { ChainEntry, ChainHeader, ChainTrailer } from './chain-file.js'
export { formatHead, type KnownHead, parseHead } from './known-head.js'
export { linesOf } from './lines.js'
export type { AuditAct, AuditCall, AuditEntry, AuditMetadata, AuditParty, AuditRecord } from './record.js'
export {
  anchorBytes,
  type AnchorClaim,
  type AuditAnchor,
  type AuditHead,
  headBytes,
  type HeadClaim,
  isSigned,
  type Signed,
} from './statements.js'
export type { Expectation, Problem, ProblemKind, Verification } from './verification.js'
export { verifyChain } from './verify-chain.js'
