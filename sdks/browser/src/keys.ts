import { type KeyToSeal, sealKey } from './custody.js'
import type { Session } from './session.js'

const keyPath = (provider: string): string => `/keys/${encodeURIComponent(provider)}`

export interface Address {
  /** For openai-compatible: the only address that the key will ever go to. */
  baseUrl?: string
}

/** What a person can do with the keys that they bring. Every method rejects with a RelayError when the relay refuses. */
export interface Keys {
  /** Stores a key, or puts it in place of the one before. */
  storeKey(provider: string, key: string, address?: Address): Promise<void>
  /** Replaces a key once its provider has taken the new one; a RelayError leaves the old one. The server that asks the provider sees the new key meanwhile. */
  rotateKey(provider: string, key: string, address?: Address): Promise<void>
  /** The providers that a key is stored of. */
  listKeys(): Promise<string[]>
  /** Deletes the key of a provider; does nothing if nobody is registered. */
  deleteKey(provider: string): Promise<void>
  /** Gives the token a whole lifetime from now; its end in milliseconds since 1970, null for never. */
  renewToken(): Promise<number | null>
  /** Deletes the person with every key, and forgets the token. */
  deleteAccount(): Promise<void>
}

export const keysOf = (session: Session): Keys => {
  const { custody, ensureToken, getToken, clearToken, manage } = session
  const sealed = async (token: string, key: KeyToSeal): Promise<object> =>
    custody === 'page' ? { sealed: await sealKey(token, key) } : {}
  const addressed = (baseUrl: string | undefined): object => (baseUrl === undefined ? {} : { base_url: baseUrl })

  return {
    storeKey: async (provider, key, { baseUrl } = {}) => {
      // Sealed and sent with one token: another tab may change the one that is kept meanwhile.
      const token = await ensureToken()
      const order = custody === 'page' ? await sealed(token, { provider, key, baseUrl }) : { key }
      await manage('POST', keyPath(provider), { ...order, ...addressed(baseUrl) }, token)
    },
    rotateKey: async (provider, key, { baseUrl } = {}) => {
      const token = await ensureToken()
      const order = { key, ...(await sealed(token, { provider, key, baseUrl })), ...addressed(baseUrl) }
      await manage('POST', `${keyPath(provider)}/rotate`, order, token)
    },
    listKeys: async () =>
      getToken() === null ? [] : (await manage<{ providers: string[] }>('GET', '/keys')).providers,
    deleteKey: async (provider) => {
      if (getToken() !== null) await manage('DELETE', keyPath(provider))
    },
    renewToken: async () => (await manage<{ expires_at: number | null }>('POST', '/tokens/renew')).expires_at,
    deleteAccount: async () => {
      if (getToken() !== null) await manage('DELETE', '/users')
      clearToken()
    },
  }
}
