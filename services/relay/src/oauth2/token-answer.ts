import type { TokenAnswer } from './token-endpoint.port.js'

const LIFETIME_DEFAULT_SECONDS = 300
/** A token that lives longer is fetched anew all the same: what is kept in memory is short-lived. */
const LIFETIME_MOST_SECONDS = 3600
const TOKEN_MAX_BYTES = 8192
const NAME = Buffer.from('"access_token"')
const [QUOTE, COLON, BACKSLASH, SLASH, HIDDEN] = [0x22, 0x3a, 0x5c, 0x2f, 0x78]
// RFC 6749 §5.2. Anything else that a server calls its error stays with it.
const ERRORS =
  /^(?:invalid_request|invalid_client|invalid_grant|unauthorized_client|unsupported_grant_type|invalid_scope|access_denied)$/

/** What a token endpoint said. Wipes the body: the token is taken out of it as bytes, before the rest is read as JSON. */
export const readTokenAnswer = (status: number, body: Buffer): TokenAnswer => {
  const token = status === 200 ? takeToken(body) : undefined
  const answer = parse(body)
  body.fill(0)
  if (status !== 200) return failure(`the token endpoint answered ${status}${named(answer?.['error'])}`)
  if (token === undefined) return failure('the token endpoint’s answer has no access token that can be used')
  const hidden = answer?.['access_token']
  const { token_type: type, expires_in: expires } = answer ?? {}
  // It was the one at the top level, or it was none.
  const isTop = typeof hidden === 'string' && hidden.length === token.hiddenBytes && /^x+$/.test(hidden)
  const isBearer = type === undefined || (typeof type === 'string' && type.toLowerCase() === 'bearer')
  if (isTop && isBearer) return { ok: true, token: token.bytes, lifetimeMs: lifetimeOf(expires) * 1000 }
  token.bytes.fill(0)
  return failure(
    isTop ? 'the token endpoint gave a token that is no bearer' : 'the token endpoint’s answer is malformed',
  )
}

const failure = (problem: string): TokenAnswer => ({ ok: false, code: 'upstream_authorization_failed', problem })

const named = (error: unknown): string => (typeof error === 'string' && ERRORS.test(error) ? ` (${error})` : '')

/** Copies the one access token out, and hides it where it was. */
const takeToken = (body: Buffer): { bytes: Buffer; hiddenBytes: number } | undefined => {
  const name = body.indexOf(NAME)
  if (name === -1 || body.indexOf(NAME, name + 1) !== -1) return undefined
  let start = skipBlank(body, name + NAME.length)
  if (body[start] !== COLON) return undefined
  start = skipBlank(body, start + 1)
  const end = body.indexOf(QUOTE, start + 1)
  if (body[start] !== QUOTE || end === -1 || end === start + 1 || end - start > TOKEN_MAX_BYTES) return undefined
  const text = body.subarray(start + 1, end)
  const bytes = unescaped(text)
  text.fill(HIDDEN)
  return bytes && { bytes, hiddenBytes: text.length }
}

/** Some servers write `/` as `\/`. No token needs any other escape, or a character that a header cannot carry. */
const unescaped = (text: Buffer): Buffer | undefined => {
  const out = Buffer.alloc(text.length)
  let to = 0
  for (let from = 0; from < text.length; from++) {
    if (text[from] === BACKSLASH && text[from + 1] === SLASH) from++
    const byte = text[from] as number
    if (byte <= 0x20 || byte >= 0x7f || byte === BACKSLASH) {
      out.fill(0)
      return undefined
    }
    out[to++] = byte
  }
  return out.subarray(0, to)
}

const skipBlank = (body: Buffer, from: number): number => {
  let at = from
  while (at < body.length && (body[at] as number) <= 0x20) at++
  return at
}

const lifetimeOf = (expires: unknown): number => {
  const seconds = typeof expires === 'string' ? Number(expires) : expires
  if (typeof seconds !== 'number' || !Number.isFinite(seconds)) return LIFETIME_DEFAULT_SECONDS
  return Math.min(Math.max(seconds, 0), LIFETIME_MOST_SECONDS)
}

const parse = (body: Buffer): Partial<Record<string, unknown>> | undefined => {
  try {
    const value: unknown = JSON.parse(body.toString())
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}
