import { VaultError } from './errors.js'
import type { Bytes } from './hazmat/bytes.js'
import { crc32 } from './hazmat/crc32.js'
import { randomBytes } from './hazmat/random.js'

// Crockford's base32: no I, L, O, U, so that what is read aloud or from paper comes back the same.
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const CODE_BYTES = 16
const SYMBOLS = 28

/** 128 random bits. */
export const makeRecoverySecret = (): Bytes => randomBytes(CODE_BYTES)

/**
 * A recovery secret as a person writes it down: its 128 bits and a 12-bit check (the low bits of their CRC-32), 28
 * Crockford symbols in seven groups of four: `7MZK-…`. The check finds every single wrong symbol.
 */
export const formatRecoveryCode = (secret: Uint8Array): string => {
  let bits = (bigintOf(secret) << 12n) | BigInt(crc32(secret) & 0xfff)
  let symbols = ''
  for (let i = 0; i < SYMBOLS; i++, bits >>= 5n) symbols = ALPHABET.charAt(Number(bits & 31n)) + symbols
  return symbols.replace(/.{4}(?!$)/g, '$&-')
}

/** The 16 bytes of a typed code, in any case, with any spaces and dashes, O for 0, I and L for 1; throws `malformed` for a typing error. */
export const parseRecoveryCode = (text: string): Bytes => {
  if (typeof text !== 'string' || text.length > 200) throw new VaultError('malformed', 'recoveryCode')
  const symbols = text
    .replace(/[\s\-‐-―−]/g, '')
    .toUpperCase()
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1')
  if (symbols.length !== SYMBOLS) throw new VaultError('malformed', 'recoveryCode')
  let bits = 0n
  for (const symbol of symbols) {
    const digit = ALPHABET.indexOf(symbol)
    if (digit < 0) throw new VaultError('malformed', 'recoveryCode')
    bits = (bits << 5n) | BigInt(digit)
  }
  const secret = new Uint8Array(CODE_BYTES)
  for (let i = 0; i < CODE_BYTES; i++) secret[i] = Number((bits >> BigInt(12 + 8 * (CODE_BYTES - 1 - i))) & 0xffn)
  if (Number(bits & 0xfffn) !== (crc32(secret) & 0xfff)) throw new VaultError('malformed', 'recoveryCode')
  return secret
}

const bigintOf = (bytes: Uint8Array): bigint => bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n)
