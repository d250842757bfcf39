import { findProvider } from '@1relay/contracts'
import { assertProvider, refused } from './settings.js'

/** Where the provider's own origin begins behind 1Relay. */
export const passthroughBase = (baseUrl: string, provider: string): string => {
  assertProvider(provider)
  return `${baseUrl}/v1/proxy/passthrough/${provider}`
}

/** The address behind 1Relay of a provider's path. Refuses a path that would leave the provider's part: the token must not go elsewhere. */
export const passthroughUrl = (baseUrl: string, provider: string, path: string): string => {
  const base = passthroughBase(baseUrl, provider)
  const url =
    typeof path === 'string' && path.startsWith('/') && URL.canParse(base + path) ? new URL(base + path) : undefined
  if (url === undefined || !url.href.startsWith(`${base}/`)) {
    throw refused("path must be the provider's own path, beginning with one slash, without dot segments")
  }
  return url.href
}

export interface Rewritten {
  readonly url: string
  /** The origin to name in `x-1relay-upstream`, for a provider that has none of its own. */
  readonly upstream: string | undefined
}

/** Turns a URL of the provider's own origin into the one behind 1Relay; leaves one that is already there; refuses every other. */
export const rewriteUrl = (baseUrl: string, provider: string, text: string): Rewritten => {
  const base = passthroughBase(baseUrl, provider)
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined) throw refused('This fetch needs an absolute URL')
  // Google's key may travel in the query: a placeholder there must not reach the provider beside the real key.
  if (provider === 'google') url.searchParams.delete('key')
  if (url.href.startsWith(`${base}/`)) return { url: url.href, upstream: undefined }
  const origin = findProvider(provider)?.origin
  const isCustom = origin === null && url.protocol === 'https:' && url.origin !== new URL(baseUrl).origin
  if (url.origin !== origin && !isCustom)
    throw refused(`This fetch only calls ${origin ?? 'the upstream'} through 1Relay`)
  return {
    url: passthroughUrl(baseUrl, provider, `${url.pathname}${url.search}`),
    upstream: isCustom ? url.origin : undefined,
  }
}
