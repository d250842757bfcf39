import { completeToken, formatToken, makeHalf, parseToken, sealForToken } from '@1relay/vault'

/**
 * Who seals a key. `page`: this page, under a half of the token that never leaves it but to call a provider; the server that stores the key cannot read it
 * even while it does. `server`: the server, in memory, as with byok-relay's client.
 */
export type Custody = 'page' | 'server'

const NO_SEAL = '0'.repeat(43)
const CATALOGUED_LATER = 'openai-compatible'

/** The whole token of a stem that the server gave: its seal half is made here. */
export const completeInPage = (stem: string): string => completeToken(stem, makeHalf())

/** The token as the server that stores keys may see it: it proves who is asking and opens nothing. Texts that are no such token stay as they are. */
export const withoutSeal = (text: string): string => {
  const parsed = parseToken(text)
  return parsed.ok && parsed.token.seal !== undefined ? formatToken({ ...parsed.token, seal: NO_SEAL }) : text
}

/** A key that a person brings. */
export interface KeyToSeal {
  readonly provider: string
  readonly key: string
  readonly baseUrl: string | undefined
}

/** A key sealed for one provider, or for the origin of `baseUrl` where the provider has none. Throws if it would be for nobody yet. */
export const sealKey = async (
  text: string,
  { provider, key, baseUrl }: KeyToSeal,
): Promise<{ iv: string; ciphertext: string }> => {
  const parsed = parseToken(text)
  if (!parsed.ok || parsed.token.seal === undefined)
    throw new TypeError('The stored token is not one of 1Relay: clear it and register again.')
  const isCustom = provider === CATALOGUED_LATER
  if (isCustom && baseUrl === undefined)
    throw new TypeError('A key of openai-compatible is sealed for one address: give its baseUrl.')
  const upstream = isCustom && baseUrl !== undefined ? new URL(baseUrl).origin : provider
  const { id: grantId, seal } = parsed.token
  return sealForToken({ seal, grantId, upstream, credential: new TextEncoder().encode(key.trim()) })
}
