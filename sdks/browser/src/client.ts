import { type Calls, callsOf } from './calls.js'
import { type Keys, keysOf } from './keys.js'
import type { ClientOptions } from './options.js'
import { openSession, type Tokens } from './session.js'

/** One person of one app at one relay. */
export type BrowserClient = Calls & Keys & Tokens

/** A client for one app at one relay. It registers the person at the first call that needs a token. */
export const createClient = (options: ClientOptions): BrowserClient => {
  const session = openSession(options)
  const { getToken, clearToken, ensureToken } = session
  return { getToken, clearToken, ensureToken, ...keysOf(session), ...callsOf(session) }
}
