import { ask } from './ask.fetch.js'
import { completeInPage, type Custody, withoutSeal } from './custody.js'
import type { ClientOptions } from './options.js'
import { errorOf } from './relay-error.js'
import { memoryStorage, storageKey } from './token-storage.js'

export const JSON_BODY = { 'content-type': 'application/json' }

/** The token that stands for a person. */
export interface Tokens {
  /** The token that is kept, or null. */
  readonly getToken: () => string | null
  /** Forgets the token. The keys stay, and nobody can open them any more. */
  readonly clearToken: () => void
  /** The token; registers a person if there is none. Two calls at once register one. */
  readonly ensureToken: () => Promise<string>
}

/** A person at a relay: who they are, as far as their token says. */
export interface Session extends Tokens {
  readonly base: string
  readonly custody: Custody
  /** A call to the server that stores keys; its parsed answer, or a RelayError. */
  readonly manage: <T>(method: string, path: string, json?: unknown) => Promise<T>
}

/** The session of an app at a relay. */
export const openSession = (options: ClientOptions): Session => {
  const { relayUrl, appId = 'app', storage, custody = 'page' } = options
  const base = relayUrl.replace(/\/+$/, '')
  const isForgetful = storage === null || (storage === undefined && globalThis.localStorage === undefined)
  const kept = isForgetful ? memoryStorage() : (storage ?? globalThis.localStorage)
  const name = storageKey(base, appId)
  let registering: Promise<string> | undefined

  const getToken = (): string | null => kept.getItem(name)
  const ensureToken = async (): Promise<string> => {
    const known = getToken()
    if (known !== null) return known
    registering ??= register(base, appId, options).finally(() => (registering = undefined))
    const token = await registering
    kept.setItem(name, token)
    return token
  }
  const manage = async <T>(method: string, path: string, json?: unknown): Promise<T> => {
    const token = await ensureToken()
    const shown = custody === 'page' ? withoutSeal(token) : token
    const headers = { ...(json !== undefined && JSON_BODY), 'x-relay-token': shown }
    const answer = await ask(base + path, {
      method,
      headers,
      ...(json !== undefined && { body: JSON.stringify(json) }),
    })
    if (!answer.ok) throw await errorOf(answer)
    return (await answer.json()) as T
  }
  return { base, custody, getToken, ensureToken, manage, clearToken: () => kept.removeItem(name) }
}

const register = async (
  base: string,
  appId: string,
  { custody = 'page', origins, appSecret }: ClientOptions,
): Promise<string> => {
  const blinded = custody === 'page'
  const answer = await ask(`${base}/users`, {
    method: 'POST',
    headers: { ...JSON_BODY, ...(appSecret !== undefined && { authorization: `Bearer ${appSecret}` }) },
    body: JSON.stringify({ app_id: appId, ...(blinded && { blinded }), ...(origins && { origins }) }),
  })
  if (!answer.ok) throw await errorOf(answer)
  const { token, token_stem: stem } = (await answer.json()) as { token?: string; token_stem?: string }
  return token ?? completeInPage(stem ?? '')
}
