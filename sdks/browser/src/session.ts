import { ask } from './ask.fetch.js'
import { completeInPage, type Custody, withoutSeal } from './custody.js'
import { oneAtATime } from './one-at-a-time.js'
import type { ClientOptions } from './options.js'
import { errorOf } from './relay-error.js'
import { openStorage, storageKey } from './token-storage.js'

export const JSON_BODY = { 'content-type': 'application/json' }

/** The token that stands for a person. */
export interface Tokens {
  /** The token that is kept, or null. */
  readonly getToken: () => string | null
  /** Forgets the token. The keys stay, and nobody can open them any more. */
  readonly clearToken: () => void
  /** The token; registers a person if there is none. Calls, clients and tabs that ask at once have one. */
  readonly ensureToken: () => Promise<string>
}

/** A person at a relay: who they are, as far as their token says. */
export interface Session extends Tokens {
  readonly base: string
  readonly custody: Custody
  /** A call to the server that stores keys; its parsed answer, or a RelayError. `token`: what `json` was made with. */
  readonly manage: <T>(method: string, path: string, json?: unknown, token?: string) => Promise<T>
}

/** The session of an app at a relay. */
export const openSession = (options: ClientOptions): Session => {
  const { relayUrl, appId = 'app', storage, custody = 'page' } = options
  const base = relayUrl.replace(/\/+$/, '')
  const { kept, isShared } = openStorage(storage)
  const name = storageKey(base, appId)
  let registering: Promise<string> | undefined

  const getToken = (): string | null => kept.getItem(name)
  const registerOnce = async (): Promise<string> => {
    const known = getToken()
    if (known !== null) return known
    const token = await register(base, appId, options)
    // Where there are no locks, another tab may have been faster, and keys may be stored with its token already.
    const meanwhile = getToken()
    if (meanwhile !== null) return meanwhile
    kept.setItem(name, token)
    return token
  }
  const ensureToken = async (): Promise<string> => {
    const known = getToken()
    if (known !== null) return known
    registering ??= (isShared ? oneAtATime(name, registerOnce) : registerOnce()).finally(
      () => (registering = undefined),
    )
    return registering
  }
  const manage = async <T>(method: string, path: string, json?: unknown, token?: string): Promise<T> => {
    const whole = token ?? (await ensureToken())
    const shown = custody === 'page' ? withoutSeal(whole) : whole
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
