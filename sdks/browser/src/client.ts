import { callsOf } from './calls.js'
import { keysOf } from './keys.js'
import type { ClientOptions } from './options.js'
import { openSession } from './session.js'

export type BrowserClient = ReturnType<typeof createClient>

/** A client for one app at one relay. It registers the person at the first call that needs a token. */
export const createClient = (options: ClientOptions) => {
  const session = openSession(options)
  const { getToken, clearToken, ensureToken } = session
  return { getToken, clearToken, ensureToken, ...keysOf(session), ...callsOf(session) }
}
