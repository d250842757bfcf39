import { BEARER, type RelaySealedCredential, type TokenSealedCredential } from '@1relay/contracts'
import { fault } from '@1relay/faults'
import type { Call } from '../call.js'
import { BEARER_PLACE, Credential, headerPlace, show } from '../inject/index.js'
import type { AccessTokens, Oauth2Auth } from '../oauth2/index.js'
import { openProtected, openTokenSealed } from '../open/index.js'
import { Refusal } from '../refuse/index.js'
import type { KeyRing } from '../relay-keys/index.js'
import { withoutParameter } from '../route/index.js'
import type { Bearer } from '../token/index.js'

export interface OpenContext {
  readonly keys: KeyRing
  readonly accessTokens: AccessTokens
}

/** The credential of an admitted call, as its upstream wants it. A promise only where an access token has to be fetched. */
export const openCredential = (call: Call, token: Bearer, context: OpenContext): Credential | Promise<Credential> => {
  const { upstream } = call
  if (upstream === undefined) throw fault('internal', 'nothing to open')
  return upstream.sealed.custody === 'token'
    ? openWithToken(call, upstream.sealed, token)
    : openAtRelay(call, upstream.sealed, context)
}

const openWithToken = (call: Call, sealed: TokenSealedCredential, token: Bearer): Credential => {
  const key = token.key()
  if (key === undefined || call.grant === undefined) throw new Refusal('invalid_token', 'wrong_seal_half')
  const opened = openTokenSealed(sealed, call.grant.id, key)
  // OpenAI-shaped endpoints document the bearer, whatever else their provider takes elsewhere.
  const place = call.route.kind === 'chat' ? BEARER : (call.upstream?.provider?.credential ?? BEARER)
  if (opened.ok) return new Credential(headerPlace(place), opened.bytes)
  if (opened.reason === 'wrong_seal_half') throw new Refusal('invalid_token', 'wrong_seal_half')
  throw fault('internal', 'the credential cannot be a header value')
}

const openAtRelay = (
  call: Call,
  sealed: RelaySealedCredential,
  context: OpenContext,
): Credential | Promise<Credential> => {
  const key = context.keys.find(sealed.keyId)
  if (key === undefined) throw fault('unavailable', `this relay has no key ${sealed.keyId}`)
  const opened = openProtected(sealed, key, call.grant?.ledgerId ?? '')
  if (!opened.ok) throw fault('internal', `the protected key ${sealed.ownerId} ${opened.why}`)
  const { auth, secret } = opened
  if (auth.kind === 'oauth2') return withAccessToken(call, sealed, { auth, secret }, context.accessTokens)
  // The one exception to the sealed terms: the OpenAI-shaped endpoint of the very provider takes its key as a bearer.
  if (call.route.kind === 'chat' && auth.kind !== 'basic') return show({ kind: 'bearer' }, secret)
  if (auth.kind === 'query') call.query = withoutParameter(call.query, auth.name)
  return show(auth, secret)
}

const withAccessToken = async (
  call: Call,
  sealed: RelaySealedCredential,
  { auth, secret }: { readonly auth: Oauth2Auth; readonly secret: Buffer },
  accessTokens: AccessTokens,
): Promise<Credential> => {
  const since = performance.now()
  const got = await accessTokens.get(sealed, auth, secret)
  // Somebody else's time, and once an hour: no overhead of ours.
  call.waitedMs += performance.now() - since
  if (got.ok) return new Credential(BEARER_PLACE, got.token, [], () => accessTokens.refused(sealed))
  throw fault(got.code, 'no access token', got.problem === undefined ? {} : { details: [{ problem: got.problem }] })
}
