import { isWellFormed } from './aad.js'
import { VaultError } from './errors.js'
import { utf8 } from './hazmat/bytes.js'

/** How an upstream wants to be shown a credential. */
export type UpstreamAuth =
  | { readonly kind: 'bearer' }
  /** The credential is `user:password`. */
  | { readonly kind: 'basic' }
  | { readonly kind: 'header'; readonly name: string }
  | { readonly kind: 'query'; readonly name: string }
  /** Client credentials (RFC 6749 §4.4). The credential is `client_id:client_secret`. */
  | {
      readonly kind: 'oauth2'
      readonly tokenUrl: string
      readonly scope?: string
      readonly audience?: string
      readonly clientAuth: 'basic' | 'body'
    }

/** What is sealed in front of a protected key's credential, so that no database can change it. */
export interface SealedTerms {
  readonly v: 1
  readonly workspaceId: string
  readonly auth: UpstreamAuth
}

/** The longest terms, in bytes of JSON and its line feed. With the longest credential they fit into what the API takes as a ciphertext. */
export const SEALED_TERMS_MAX = 4096
/** The longest credential of a protected key, in bytes: upstreams rarely take longer headers. */
export const PROTECTED_SECRET_MAX = 4096

const WORKSPACE_ID = /^[0-9A-Za-z_-]{1,64}$/
// RFC 9110 §5.6.2
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}$/
const QUERY_NAME = /^[0-9A-Za-z._~-]{1,64}$/
// RFC 6749 §3.3
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]+(?: [\x21\x23-\x5b\x5d-\x7e]+)*$/
const TEXT_MAX = 2048

// What frames or routes a message, stays on one hop, or says who asks: a credential in its place would change the request itself.
const NOT_A_CREDENTIAL: ReadonlySet<string> = new Set([
  ...[
    'connection',
    'keep-alive',
    'proxy-connection',
    'te',
    'trailer',
    'transfer-encoding',
    'upgrade',
    'http2-settings',
  ],
  ...['proxy-authenticate', 'proxy-authorization', 'proxy-authentication-info'],
  ...['host', 'expect', 'via', 'forwarded', 'accept-encoding', 'origin', 'range'],
])
const NOT_A_PREFIX = ['x-1relay-', 'x-forwarded-', 'content-', 'sec-', 'if-']

/** Throws `malformed` for terms that no relay would take; `field` says which part of them. */
export const assertSealedTerms = (terms: SealedTerms): void => {
  const value: unknown = terms
  if (!isRecord(value) || value['v'] !== 1) throw new VaultError('malformed', 'terms.v')
  only(value, ['v', 'workspaceId', 'auth'], 'terms')
  if (!isText(value['workspaceId'], WORKSPACE_ID)) throw new VaultError('malformed', 'terms.workspaceId')
  assertUpstreamAuth(value['auth'] as UpstreamAuth)
}

/** Throws `malformed` for a way of authentication that is unknown or could change more of a request than its credential. */
export const assertUpstreamAuth = (auth: UpstreamAuth): void => {
  const value: unknown = auth
  if (!isRecord(value)) throw new VaultError('malformed', 'auth')
  switch (value['kind']) {
    case 'bearer':
    case 'basic':
      return only(value, ['kind'], 'auth')
    case 'header':
      only(value, ['kind', 'name'], 'auth')
      if (!isCredentialHeader(value['name'])) throw new VaultError('malformed', 'auth.name')
      return
    case 'query':
      only(value, ['kind', 'name'], 'auth')
      if (!isText(value['name'], QUERY_NAME)) throw new VaultError('malformed', 'auth.name')
      return
    case 'oauth2':
      return assertOauth2(value)
    default:
      throw new VaultError('malformed', 'auth.kind')
  }
}

/** The bytes that are sealed: the terms as JSON, a line feed, the credential. Whoever asked for them wipes them. */
export const formatProtected = (terms: SealedTerms, secret: Uint8Array): Uint8Array => {
  assertSealedTerms(terms)
  assertSecret(terms.auth, secret)
  const head = utf8(`${JSON.stringify(terms)}\n`)
  if (head.length > SEALED_TERMS_MAX) throw new VaultError('malformed', 'terms')
  const bytes = new Uint8Array(head.length + secret.length)
  bytes.set(head)
  bytes.set(secret, head.length)
  return bytes
}

/** Terms and credential of opened bytes. `secret` is a view of them, not a copy: wiping it wipes them. */
export const parseProtected = (plaintext: Uint8Array): { terms: SealedTerms; secret: Uint8Array } => {
  const end = plaintext.subarray(0, SEALED_TERMS_MAX).indexOf(0x0a)
  if (end === -1) throw new VaultError('malformed', 'terms')
  const terms = parseJson(plaintext.subarray(0, end)) as SealedTerms
  assertSealedTerms(terms)
  const secret = plaintext.subarray(end + 1)
  assertSecret(terms.auth, secret)
  return { terms, secret }
}

/** A control character would begin another header or line; `user:password` needs its colon, and a client an id before it. */
const assertSecret = ({ kind }: UpstreamAuth, secret: Uint8Array): void => {
  if (!(secret instanceof Uint8Array) || secret.length === 0 || secret.length > PROTECTED_SECRET_MAX) {
    throw new VaultError('malformed', 'secret')
  }
  for (const byte of secret) if (byte < 0x20 || byte === 0x7f) throw new VaultError('malformed', 'secret')
  const colon = secret.indexOf(0x3a)
  if ((kind === 'basic' && colon === -1) || (kind === 'oauth2' && colon < 1)) {
    throw new VaultError('malformed', 'secret')
  }
}

const assertOauth2 = (auth: Record<string, unknown>): void => {
  only(auth, ['kind', 'tokenUrl', 'scope', 'audience', 'clientAuth'], 'auth')
  const { tokenUrl, scope, audience, clientAuth } = auth
  if (!isTokenUrl(tokenUrl)) throw new VaultError('malformed', 'auth.tokenUrl')
  if (scope !== undefined && !isText(scope, SCOPE)) throw new VaultError('malformed', 'auth.scope')
  if (audience !== undefined && !isText(audience, /^\P{Control}+$/u)) throw new VaultError('malformed', 'auth.audience')
  if (clientAuth !== 'basic' && clientAuth !== 'body') throw new VaultError('malformed', 'auth.clientAuth')
}

/** https, in the one spelling that a URL parser gives back, and without credentials or a fragment of its own. */
const isTokenUrl = (value: unknown): boolean => {
  const url = isText(value, /^https:/) ? parseUrl(value) : undefined
  return url !== undefined && url.href === value && url.username === '' && url.password === '' && url.hash === ''
}

/** The URL of a text, or undefined. (URL.canParse is younger than some browsers this runs in.) */
export const parseUrl = (text: string): URL | undefined => {
  try {
    return new URL(text)
  } catch {
    return undefined
  }
}

/** Underscores count as dashes, because CGI and its kin take them for the same. */
const isCredentialHeader = (value: unknown): boolean => {
  if (!isText(value, HEADER_NAME)) return false
  const name = value.toLowerCase().replaceAll('_', '-')
  return !NOT_A_CREDENTIAL.has(name) && !NOT_A_PREFIX.some((prefix) => name.startsWith(prefix))
}

const only = (value: Record<string, unknown>, known: readonly string[], field: string): void => {
  if (!Object.keys(value).every((name) => known.includes(name))) throw new VaultError('malformed', field)
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isText = (value: unknown, shape: RegExp): value is string =>
  typeof value === 'string' && value.length <= TEXT_MAX && isWellFormed(value) && shape.test(value)

const parseJson = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes))
  } catch {
    // The error of a parser may quote what it could not read.
    throw new VaultError('malformed', 'terms')
  }
}
