/** What a request shows to prove who it is; nothing is checked yet. */
export type Credentials =
  | { readonly kind: 'none' }
  | { readonly kind: 'bearer'; readonly token: string; readonly from: 'header' | 'cookie' }
  | { readonly kind: 'basic'; readonly user: string; readonly password: string }
  | { readonly kind: 'unreadable' }

const SESSION_COOKIE = '1r_session'

/**
 * The name of the session cookie. Over https it has a prefix by which browsers keep anybody but this very host from setting it, a sibling
 * domain or a page over plain http among them (RFC 6265bis §4.1.3.2).
 */
export const sessionCookieName = (publicOrigin: string): string =>
  publicOrigin.startsWith('https:') ? `__Host-${SESSION_COOKIE}` : SESSION_COOKIE

const NONE: Credentials = { kind: 'none' }
const UNREADABLE: Credentials = { kind: 'unreadable' }

// Two cookies of one name mean that somebody planted one (a sibling domain can): neither is believed.
const parseCookie = (header: string, name: string): Credentials => {
  const values = header.split(';').flatMap((pair) => {
    const at = pair.indexOf('=')
    return pair.slice(0, at).trim() === name ? [pair.slice(at + 1).trim()] : []
  })
  const [token] = values
  if (token === undefined) return NONE
  return values.length === 1 ? { kind: 'bearer', token, from: 'cookie' } : UNREADABLE
}

const parseBasic = (encoded: string): Credentials => {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(encoded)) return UNREADABLE
  const text = Buffer.from(encoded, 'base64').toString('latin1')
  const at = text.indexOf(':')
  return at < 0 ? UNREADABLE : { kind: 'basic', user: text.slice(0, at), password: text.slice(at + 1) }
}

/** Reads `Authorization`, else the session cookie. A header that is there but unreadable never falls back to the cookie. */
export const parseCredentials = (
  headers: { authorization?: string | undefined; cookie?: string | undefined },
  cookieName: string,
): Credentials => {
  const { authorization, cookie } = headers
  if (authorization === undefined) return cookie === undefined ? NONE : parseCookie(cookie, cookieName)
  const [, scheme, value] = /^([A-Za-z]+) +(\S+)$/.exec(authorization) ?? []
  if (scheme === undefined || value === undefined) return UNREADABLE
  if (scheme.toLowerCase() === 'bearer') return { kind: 'bearer', token: value, from: 'header' }
  return scheme.toLowerCase() === 'basic' ? parseBasic(value) : UNREADABLE
}
