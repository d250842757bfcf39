import { VaultError } from './errors.js'
import { BASE62, BASE62_DIGIT, isBase62, randomBase62 } from './hazmat/base62.js'
import { crc32OfAscii } from './hazmat/crc32.js'

/** Bearer tokens whose grant is token-sealed: they carry a seal half. */
export type TokenSealedPrefix = '1r_at' | '1r_bt' | '1r_ut'

/** Every prefix of a string that proves something by its auth half. */
export type BearerPrefix =
  | TokenSealedPrefix
  | '1r_cs'
  | '1r_lt'
  | '1r_st'
  | 'rk_app'
  | 'rk_agent'
  | 'rk_person'
  | 'rk_vendor'
  | 'rk_proxy'
  | 'rk_mgmt'

/** Every prefix of protocol §2. `1r_pt` has a seal half only, `1r_cid` no secret at all: each has its own parser. */
export type TokenPrefix = BearerPrefix | '1r_pt' | '1r_cid'

/** The parts of a bearer token. `seal` is there exactly when the prefix is a TokenSealedPrefix. */
export interface Token {
  readonly prefix: BearerPrefix
  readonly id: string
  readonly auth: string
  readonly seal?: string
}

/** What a public token hands to the app's server: the grant's id and its seal half `P` (protocol §4). */
export interface PublicToken {
  readonly id: string
  readonly seal: string
}

/** Why a text is no token: its form, its prefix, or its check characters. */
export type TokenRefusal = 'malformed' | 'unknown_prefix' | 'bad_checksum'
type Refused = { readonly ok: false; readonly reason: TokenRefusal }
/** What `parseToken` gives: the parts of a token, or why it is none. */
export type ParsedToken = { readonly ok: true; readonly token: Token } | Refused
/** What `parsePublicToken` gives: id and seal half, or why it is no public token. */
export type ParsedPublicToken = { readonly ok: true; readonly token: PublicToken } | Refused

export const ID_LENGTH = 16
export const HALF_LENGTH = 43
const CHECK_LENGTH = 6
// rk_person_ + id + _ + auth + _ + check is 78, a token-sealed one 117: what is longer is not read further.
const MAX_LENGTH = 128

const HALVES: ReadonlyMap<string, 1 | 2> = new Map<BearerPrefix, 1 | 2>([
  ['1r_at', 2],
  ['1r_bt', 2],
  ['1r_ut', 2],
  ['1r_cs', 1],
  ['1r_lt', 1],
  ['1r_st', 1],
  ['rk_app', 1],
  ['rk_agent', 1],
  ['rk_person', 1],
  ['rk_vendor', 1],
  ['rk_proxy', 1],
  ['rk_mgmt', 1],
])

const MALFORMED: Refused = { ok: false, reason: 'malformed' }
const UNKNOWN_PREFIX: Refused = { ok: false, reason: 'unknown_prefix' }
const BAD_CHECKSUM: Refused = { ok: false, reason: 'bad_checksum' }

/** A new public id: 16 random base62 characters. */
export const makeId = (): string => randomBase62(ID_LENGTH)

/** A new auth or seal half: 43 random base62 characters (256 bits). */
export const makeHalf = (): string => randomBase62(HALF_LENGTH)

/** True if the prefix carries a seal half, so that its grant's credentials are token-sealed. */
export const isTokenSealed = (prefix: TokenPrefix): prefix is TokenSealedPrefix => HALVES.get(prefix) === 2

/** The token string of its parts; throws `malformed` if a part has not its shape, or a seal half is missing or too many. */
export const formatToken = (parts: {
  prefix: BearerPrefix
  id: string
  auth: string
  seal?: string | undefined
}): string => {
  if (isTokenSealed(parts.prefix)) return completeToken(accessTokenStem(parts), parts.seal ?? '')
  if (parts.seal !== undefined) throw new VaultError('malformed', 'seal')
  return withCheck(accessTokenStem(parts))
}

/** `<prefix>_<id>_<auth>`: what the control plane gives in a blinded exchange, for the holder of `P` to complete. */
export const accessTokenStem = (parts: { prefix: BearerPrefix; id: string; auth: string }): string => {
  if (!HALVES.has(parts.prefix)) throw new VaultError('malformed', 'prefix')
  assertId(parts.id)
  assertHalf(parts.auth, 'auth')
  return `${parts.prefix}_${parts.id}_${parts.auth}`
}

/** The whole token of a stem and the seal half that its server never saw; throws `malformed` for a stem of another kind. */
export const completeToken = (stem: string, seal: string): string => {
  assertHalf(seal, 'seal')
  const token = withCheck(`${stem}_${seal}`)
  if (!parseToken(token).ok) throw new VaultError('malformed', 'stem')
  return token
}

/**
 * Reads a bearer token. Pure, synchronous, never throws, and does no work on what is too long: this is what the relay
 * does with every stranger's header before it spends a lookup.
 */
export const parseToken = (text: string): ParsedToken => {
  if (typeof text !== 'string' || text.length > MAX_LENGTH) return MALFORMED
  const idAt = text.indexOf('_', 3) + 1
  if (idAt === 0) return MALFORMED
  const prefix = text.slice(0, idAt - 1)
  const halves = HALVES.get(prefix)
  if (halves === undefined) return UNKNOWN_PREFIX
  const refusal = refuseBody(text, idAt, halves)
  if (refusal !== undefined) return refusal

  const authAt = idAt + ID_LENGTH + 1
  const id = text.slice(idAt, authAt - 1)
  const auth = text.slice(authAt, authAt + HALF_LENGTH)
  if (halves === 1) return { ok: true, token: { prefix: prefix as BearerPrefix, id, auth } }
  const sealAt = authAt + HALF_LENGTH + 1
  const seal = text.slice(sealAt, sealAt + HALF_LENGTH)
  return { ok: true, token: { prefix: prefix as BearerPrefix, id, auth, seal } }
}

/** `1r_pt_<id>_<P>_<check>`. */
export const formatPublicToken = (parts: { id: string; seal: string }): string => {
  assertId(parts.id)
  assertHalf(parts.seal, 'seal')
  return withCheck(`1r_pt_${parts.id}_${parts.seal}`)
}

/** Reads a public token; never throws. */
export const parsePublicToken = (text: string): ParsedPublicToken => {
  if (typeof text !== 'string' || text.length > MAX_LENGTH) return MALFORMED
  if (!text.startsWith('1r_pt_')) return UNKNOWN_PREFIX
  const refusal = refuseBody(text, 6, 1)
  if (refusal !== undefined) return refusal
  const sealAt = 6 + ID_LENGTH + 1
  return { ok: true, token: { id: text.slice(6, sealAt - 1), seal: text.slice(sealAt, sealAt + HALF_LENGTH) } }
}

/** `1r_cid_<id>`: public, without a check. */
export const formatClientId = (id: string): string => {
  assertId(id)
  return `1r_cid_${id}`
}

/** The app's id in a client id; never throws. */
export const parseClientId = (text: string): { readonly ok: true; readonly id: string } | Refused => {
  if (typeof text !== 'string') return MALFORMED
  if (!text.startsWith('1r_cid_')) return UNKNOWN_PREFIX
  if (text.length !== 7 + ID_LENGTH || !isBase62(text, 7, text.length)) return MALFORMED
  return { ok: true, id: text.slice(7) }
}

/**
 * A token as it may be shown: prefix and id, nothing of the halves. A text that is not clearly one of ours (a bare half, a
 * provider's key) is hidden whole, because any part of it may be secret.
 */
export const redactToken = (text: string): string => {
  const shown = typeof text === 'string' ? /^((?:1r|rk)_[a-z]+)_([0-9A-Za-z]{16})(?=_|$)/.exec(text) : null
  const [whole, prefix] = shown ?? []
  if (whole === undefined || prefix === undefined) return '[redacted]'
  if (prefix === '1r_cid') return whole
  return HALVES.has(prefix) || prefix === '1r_pt' ? `${whole}_…` : '[redacted]'
}

/** Refuses a seal or auth half that has not 43 base62 characters. */
export const assertHalf = (half: string, field: string): void => {
  if (typeof half !== 'string' || half.length !== HALF_LENGTH || !isBase62(half, 0, HALF_LENGTH)) {
    throw new VaultError('malformed', field)
  }
}

const assertId = (id: string): void => {
  if (typeof id !== 'string' || id.length !== ID_LENGTH || !isBase62(id, 0, ID_LENGTH)) {
    throw new VaultError('malformed', 'id')
  }
}

/** Checks everything after the prefix: lengths, separators, alphabet, checksum. */
const refuseBody = (text: string, idAt: number, halves: 1 | 2): Refused | undefined => {
  let at = idAt + ID_LENGTH
  const checkAt = at + halves * (1 + HALF_LENGTH) + 1
  if (text.length !== checkAt + CHECK_LENGTH || !isBase62(text, idAt, at)) return MALFORMED
  for (let half = 0; half < halves; half++) {
    if (text[at] !== '_' || !isBase62(text, at + 1, at + 1 + HALF_LENGTH)) return MALFORMED
    at += 1 + HALF_LENGTH
  }
  if (text[at] !== '_' || !isBase62(text, checkAt, text.length)) return MALFORMED
  return checkValue(text, checkAt) === crc32OfAscii(text, at) ? undefined : BAD_CHECKSUM
}

const checkValue = (text: string, from: number): number => {
  let value = 0
  for (let i = from; i < from + CHECK_LENGTH; i++) value = value * 62 + (BASE62_DIGIT[text.charCodeAt(i)] as number)
  return value
}

const withCheck = (body: string): string => {
  let check = ''
  for (let rest = crc32OfAscii(body); check.length < CHECK_LENGTH; rest = Math.floor(rest / 62)) {
    check = BASE62.charAt(rest % 62) + check
  }
  return `${body}_${check}`
}
