import { toBase64url } from './base64url.js'
import { canonicalJson, type Json } from './canonical.js'
import type { AuditRecord } from './record.js'

/** Bytes of a hash (SHA-256). */
export const HASH_BYTES = 32

const DOMAIN = '1relay/audit/record/v1\n'

/** What stands in place of the hash before the first record. */
export const CHAIN_START = toBase64url(new Uint8Array(HASH_BYTES))

/**
 * What a record's hash is the SHA-256 of: the words `1relay/audit/record/v1`, a line feed, the 32 bytes of the previous hash, and the
 * record's canonical JSON in UTF-8. Throws NotCanonical.
 */
export const chainInput = (previousHash: Uint8Array, record: AuditRecord): Uint8Array<ArrayBuffer> => {
  if (previousHash.length !== HASH_BYTES) throw new RangeError('a hash has 32 bytes')
  const encoder = new TextEncoder()
  const domain = encoder.encode(DOMAIN)
  const text = encoder.encode(canonicalJson(record as unknown as Json))
  const input = new Uint8Array(domain.length + HASH_BYTES + text.length)
  input.set(domain)
  input.set(previousHash, domain.length)
  input.set(text, domain.length + HASH_BYTES)
  return input
}

/** The record's hash, 32 bytes. */
export const chainHash = async (previousHash: Uint8Array, record: AuditRecord): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', chainInput(previousHash, record)))
