import { sealKey } from './custody.js'
import type { Session } from './session.js'

const keyPath = (provider: string): string => `/keys/${encodeURIComponent(provider)}`

export interface Address {
  /** For openai-compatible: the only address that the key will ever go to. */
  baseUrl?: string
}

/** What a person can do with the keys that they bring. */
export const keysOf = (session: Session) => {
  const { custody, ensureToken, getToken, clearToken, manage } = session
  const sealed = async (provider: string, key: string, baseUrl: string | undefined): Promise<object> =>
    custody === 'page' ? { sealed: await sealKey(await ensureToken(), { provider, key, baseUrl }) } : {}
  const addressed = (baseUrl: string | undefined): object => (baseUrl === undefined ? {} : { base_url: baseUrl })

  return {
    /** Stores a key, or puts it in place of the one before. */
    storeKey: async (provider: string, key: string, { baseUrl }: Address = {}): Promise<void> => {
      const order = custody === 'page' ? await sealed(provider, key, baseUrl) : { key }
      await manage('POST', keyPath(provider), { ...order, ...addressed(baseUrl) })
    },
    /** Replaces a key once its provider has taken the new one; a RelayError leaves the old one. The server that asks the provider sees the new key meanwhile. */
    rotateKey: async (provider: string, key: string, { baseUrl }: Address = {}): Promise<void> => {
      const order = { key, ...(await sealed(provider, key, baseUrl)), ...addressed(baseUrl) }
      await manage('POST', `${keyPath(provider)}/rotate`, order)
    },
    /** The providers that a key is stored of. */
    listKeys: async (): Promise<string[]> =>
      getToken() === null ? [] : (await manage<{ providers: string[] }>('GET', '/keys')).providers,
    deleteKey: async (provider: string): Promise<void> => {
      if (getToken() !== null) await manage('DELETE', keyPath(provider))
    },
    /** Gives the token a whole lifetime from now; its end in milliseconds since 1970, null for never. */
    renewToken: async (): Promise<number | null> =>
      (await manage<{ expires_at: number | null }>('POST', '/tokens/renew')).expires_at,
    /** Deletes the person with every key, and forgets the token. */
    deleteAccount: async (): Promise<void> => {
      if (getToken() !== null) await manage('DELETE', '/users')
      clearToken()
    },
  }
}
