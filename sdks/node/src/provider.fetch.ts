import { rewriteUrl } from './provider-url.js'
import { assertAccessToken } from './settings.js'
import type { Fetch } from './transport.fetch.js'

// Wherever an official SDK or a snippet puts its key: all of them are replaced by the one token.
const CREDENTIAL_HEADERS = ['authorization', 'x-api-key', 'x-goog-api-key', 'api-key']

/** What the standard `fetch` is called with and answers. */
export type ProviderFetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>

/**
 * A fetch for one provider, through 1Relay. Answers, errors and streams come back as they are: an SDK that it is given to
 * does its own retries. Redirects are not followed, and no other origin can be reached with it.
 */
export const makeProviderFetch = (options: {
  baseUrl: string
  accessToken: string
  provider: string
  fetch: Fetch
}): ProviderFetch => {
  const { baseUrl, accessToken, provider } = options
  assertAccessToken(accessToken)
  return async (input, init) => {
    const request = new Request(input, init)
    const { url, upstream } = rewriteUrl(baseUrl, provider, request.url)
    const headers = new Headers(request.headers)
    for (const name of CREDENTIAL_HEADERS) headers.delete(name)
    headers.set('authorization', `Bearer ${accessToken}`)
    if (upstream !== undefined) headers.set('x-1relay-upstream', upstream)
    return options.fetch(url, {
      method: request.method,
      headers,
      body: request.body,
      signal: request.signal,
      redirect: 'manual',
      ...(request.body === null ? {} : { duplex: 'half' }),
    })
  }
}
