import type { GrantProjection, LiveGrant } from '@1relay/contracts'
import { parseToken, type Token } from '@1relay/vault'
import type { Call } from '../call.js'
import { isAuthHalf, type FindGrant } from '../grants/index.js'
import { Refusal } from '../refuse/index.js'
import { readCallerToken } from '../route/index.js'
import { TOKEN_SUBPROTOCOL } from '../socket/index.js'

// Strings of other kinds (client secrets, sessions, link and management tokens) exercise no grant here.
const EXERCISES_A_GRANT = /^(?:1r_(?:at|bt|ut)|rk_(?:app|agent|person|vendor|proxy))$/

/** The token of a call, by its shape and checksum alone: garbage costs no lookup. */
export const readToken = (call: Call): Token => {
  const caller = readCallerToken(call.req.rawHeaders, call.socket && TOKEN_SUBPROTOCOL)
  if (!caller.ok) throw new Refusal(caller.code, caller.code)
  const parsed = parseToken(caller.text)
  if (!parsed.ok || !EXERCISES_A_GRANT.test(parsed.token.prefix)) throw new Refusal('invalid_token', 'invalid_token')
  return { ...parsed.token, id: copyOf(parsed.token.id) }
}

/** V8 keeps the whole header alive behind a slice of it: as a key of the grant cache, an id would keep both halves of its token. */
const copyOf = (id: string): string => Buffer.from(id, 'latin1').toString('latin1')

/** The live grant of a token, after its auth half was checked. */
export const authenticate = async (
  call: Call,
  token: Token,
  found: GrantProjection | undefined,
  finder: FindGrant,
): Promise<LiveGrant> => {
  const grant = live(call, found)
  if (isAuthHalf(token.auth, grant.verifier)) return grant
  // An exchange that was repeated has replaced the auth half: the copy in memory may be older than the token.
  const current = live(call, await finder.refresh(token.id))
  if (isAuthHalf(token.auth, current.verifier)) return current
  throw new Refusal('invalid_token', 'wrong_auth_half')
}

const live = (call: Call, grant: GrantProjection | undefined): LiveGrant => {
  if (grant === undefined) throw new Refusal('invalid_token', 'invalid_token')
  call.known = { grantId: grant.id, version: grant.version, ledgerId: grant.ledgerId }
  if (grant.status === 'dead') throw new Refusal('invalid_token', 'grant_revoked')
  call.grant = grant
  return grant
}
