import { fault } from '@1relay/faults'
import type { Request } from 'express'
import type { RelayUserPrincipal, RelayUserToken } from './principal.js'

/** How the guard learns who somebody of a browser app is. */
export interface RelayUserAuthenticator {
  /** MUST compare the secret in constant time, and answer undefined for any doubt and for a place that the token is not bound to. */
  findRelayUser(
    token: string,
    place: { readonly origin: string | undefined; readonly ip: string },
  ): Promise<RelayUserToken | undefined>
}

/** The person whose token a request shows, as `x-relay-token` or as a bearer; `invalid_token` for everybody else. */
export const admitRelayUser = async (
  request: Request,
  authenticators: RelayUserAuthenticator,
): Promise<RelayUserPrincipal> => {
  const named = request.get('x-relay-token')
  const bearer = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
  if (named !== undefined && bearer !== undefined && named !== bearer) throw fault('ambiguous_request', 'two tokens')
  const token = await authenticators.findRelayUser(named ?? bearer ?? '', {
    origin: request.headers.origin,
    ip: request.ip ?? '',
  })
  if (token === undefined) throw fault('invalid_token', 'no live token of a browser app')
  return { kind: 'relay-user', token }
}
