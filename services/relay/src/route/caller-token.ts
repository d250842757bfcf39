/** The three places from which official clients send their key, so that base URL and key are all one changes. */
export const TOKEN_HEADERS: ReadonlySet<string> = new Set(['authorization', 'x-api-key', 'x-goog-api-key'])

export type CallerToken =
  /** `header`: the name of the field it stood in, in lower case. */
  | { readonly ok: true; readonly text: string; readonly header: string }
  | { readonly ok: false; readonly code: 'invalid_token' | 'ambiguous_request' }

export interface TokenPlaces {
  /** The prefix under which a WebSocket from a browser names it, since browsers set no headers there. */
  readonly subprotocol?: string | undefined
  /** A disposable key may stand in any header: wherever the client of the protected API puts its own key. */
  readonly isAnyHeader?: boolean
}

/** The one bearer string of a request, from its raw header pairs. Two of them are refused: nobody could say which one counts. */
export const readCallerToken = (rawHeaders: readonly string[], places: TokenPlaces = {}): CallerToken => {
  let found: { readonly text: string; readonly header: string } | undefined
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const header = (rawHeaders[i] as string).toLowerCase()
    for (const text of textsIn(header, rawHeaders[i + 1] as string, places)) {
      if (found !== undefined) return { ok: false, code: 'ambiguous_request' }
      found = { text, header }
    }
  }
  return found === undefined || found.text === '' ? { ok: false, code: 'invalid_token' } : { ok: true, ...found }
}

const NONE: readonly string[] = []

/** What of a field's value claims to be a token; '' for a credential of another kind. */
const textsIn = (header: string, value: string, { subprotocol, isAnyHeader }: TokenPlaces): readonly string[] => {
  if (header === 'authorization') return [credentialIn(value)]
  if (TOKEN_HEADERS.has(header)) return [value.trim()]
  if (subprotocol !== undefined && header === 'sec-websocket-protocol') {
    const named = value.split(',').map((one) => one.trim())
    const ours = named.filter((one) => one.startsWith(subprotocol)).map((one) => one.slice(subprotocol.length))
    if (ours.length > 0) return ours
  }
  return isAnyHeader === true && value.includes('rk_') ? (value.match(DISPOSABLE_KEY) ?? NONE) : NONE
}

const DISPOSABLE_KEY = /\brk_(?:app|agent|person|vendor|proxy)_[0-9A-Za-z]{16}_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}\b/g

/** Whether a text has a disposable key in it: then it goes no further. */
export const hasDisposableKey = (text: string): boolean => text.search(DISPOSABLE_KEY) >= 0

// RFC 9110 §11.4, any scheme: `token` is GitHub's, `Token token=` PagerDuty's, none at all Linear's.
const AUTHORIZATION = /^(?:([!#$%&'*+.^_`|~0-9A-Za-z-]+) +)?(?:token=)?(\S+) *$/

/** The token in an Authorization value, whatever its scheme; '' if there is none. The scheme's name is case-insensitive. */
const credentialIn = (value: string): string => {
  const [, scheme, credential] = AUTHORIZATION.exec(value) ?? []
  if (credential === undefined) return ''
  if (scheme?.toLowerCase() === 'basic') return basicTokenIn(credential)
  return scheme === undefined && !TOKEN_LIKE.test(credential) ? '' : credential
}

const TOKEN_LIKE = /^(?:1r|rk)_/
// Twice a token with a name before it; nothing longer is decoded.
const BASIC_MAX = 512

/** The token of a Basic credential (RFC 7617): Stripe's clients send their key as the user, Mailgun's and Twilio's as the password. */
const basicTokenIn = (credential: string): string => {
  if (credential.length > BASIC_MAX || !/^[A-Za-z0-9+/]+={0,2}$/.test(credential)) return ''
  const pair = Buffer.from(credential, 'base64').toString('latin1')
  const colon = pair.indexOf(':')
  const [user, password] = colon < 0 ? [pair, ''] : [pair.slice(0, colon), pair.slice(colon + 1)]
  const tokens = [user, password].filter((one) => TOKEN_LIKE.test(one))
  return tokens.length === 1 ? (tokens[0] as string) : ''
}
