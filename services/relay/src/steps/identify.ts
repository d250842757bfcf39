import type { GrantProjection, LiveGrant } from '@1relay/contracts'
import type { Call } from '../call.js'
import type { FindGrant } from '../grants/index.js'
import { Refusal } from '../refuse/index.js'
import { isForPages } from '../pages/index.js'
import { readCallerToken } from '../route/index.js'
import { TOKEN_SUBPROTOCOL } from '../socket/index.js'
import type { Bearer, Bearers } from '../token/index.js'

/** The token of a call, by its shape and checksum alone: garbage costs no lookup. */
export const readToken = (call: Call, bearers: Bearers): Bearer => {
  const { req, route } = call
  const subprotocol = call.socket && TOKEN_SUBPROTOCOL
  const named = isForPages(route) ? req.headers['x-relay-token'] : undefined
  const caller =
    typeof named === 'string'
      ? // Clients of byok-relay may have a key of their own beside it, which never counted there.
        ({ ok: true, text: named, header: 'x-relay-token' } as const)
      : readCallerToken(req.rawHeaders, { subprotocol, isAnyHeader: route.kind === 'protected' })
  if (!caller.ok) throw new Refusal(caller.code, caller.code)
  const bearer = bearers.read(caller.text)
  if (bearer === undefined) throw new Refusal('invalid_token', 'invalid_token')
  // What is in the target goes upstream, and into logs.
  if (req.url?.includes(caller.text) === true) throw new Refusal('ambiguous_request', 'ambiguous_request')
  // Of subprotocols only the token's own is dropped (see upgradeHeaders).
  if (caller.header !== 'sec-websocket-protocol') call.tokenHeader = caller.header
  return bearer
}

/** The live grant of a token, after its auth half was checked. */
export const authenticate = async (
  call: Call,
  token: Bearer,
  found: GrantProjection | undefined,
  finder: FindGrant,
): Promise<LiveGrant> => {
  let grant = live(call, found)
  // An exchange that was repeated has replaced the auth half: the copy in memory may be older than the token.
  if (!token.proves(grant.verifier)) grant = live(call, await finder.refresh(token.id))
  if (!token.proves(grant.verifier)) throw new Refusal('invalid_token', 'wrong_auth_half')
  call.isProved = true
  return grant
}

const live = (call: Call, grant: GrantProjection | undefined): LiveGrant => {
  if (grant === undefined) throw new Refusal('invalid_token', 'invalid_token')
  call.known = { grantId: grant.id, version: grant.version, ledgerId: grant.ledgerId }
  if (grant.status === 'dead') throw new Refusal('invalid_token', 'grant_revoked')
  call.grant = grant
  return grant
}
