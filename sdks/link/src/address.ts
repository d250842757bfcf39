import type { LinkMode, LinkTheme } from './protocol.js'

export interface LinkAddress {
  /** The only origin that is believed and written to. */
  readonly origin: string
  readonly url: string
}

/** Who asks for Link, and how it is to be shown. */
export interface Opener {
  readonly sessionId: string
  readonly origin: string
  readonly nonce: string
  readonly mode: LinkMode
}

/** The id of a link token, or undefined for anything else. The halves behind it are not looked at. */
export const sessionIdOf = (linkToken: unknown): string | undefined =>
  typeof linkToken === 'string'
    ? /^1r_lt_([0-9A-Za-z]{16})_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}$/.exec(linkToken)?.[1]
    : undefined

/** Reads the address of a 1Relay; throws a TypeError, because a wrong one is a mistake in the app. Plain http is for this machine only. */
export const parseBaseUrl = (apiBaseUrl: string): URL => {
  const url = parseUrl(apiBaseUrl)
  const isLocal = url !== undefined && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname)
  if (url === undefined || (url.protocol !== 'https:' && !(isLocal && url.protocol === 'http:'))) {
    throw new TypeError('OneRelay: apiBaseUrl must be an https URL')
  }
  return url
}

/** Where Link of one session is, and who asks. In the fragment, which no server sees; the link token is in neither. */
export const linkAddress = (base: URL, who: Opener): LinkAddress => ({
  origin: base.origin,
  url: `${base.origin}${base.pathname.replace(/\/+$/, '')}/link/${who.sessionId}#${fragment({ ...who })}`,
})

/**
 * The same for a Link that takes the place of this page. Nobody is left to hand the link token over, so it travels in the
 * fragment, which Link takes out of its address before it does anything else.
 */
export const redirectAddress = (base: URL, who: Opener, init: { token: string; theme: LinkTheme }): string =>
  `${linkAddress(base, who).url}&${new URLSearchParams(init).toString()}`

const fragment = ({ origin, nonce, mode }: Opener): string => new URLSearchParams({ origin, nonce, mode }).toString()

const parseUrl = (text: string): URL | undefined => {
  try {
    return new URL(text)
  } catch {
    return undefined
  }
}
