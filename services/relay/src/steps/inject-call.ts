import { BEARER } from '@1relay/contracts'
import { fault, type Fault } from '@1relay/faults'
import type { Call } from '../call.js'
import type { Forwarder, Secret } from '../forward/index.js'
import { upstreamHeaders } from '../inject/index.js'
import { openTokenSealed, type Credential } from '../open/index.js'
import { Refusal } from '../refuse/index.js'
import type { Bearer } from '../token/index.js'
import type { Holds } from '../settle/index.js'

export interface ForwardContext {
  readonly holds: Holds
  readonly holdTtlMs: number
  readonly forwarder: Forwarder
  readonly isDraining: () => boolean
  readonly refuse: (call: Call, failure: Fault) => number
}

/** The credential of an admitted call, opened with the seal half of its token. */
export const openCredential = (call: Call, token: Bearer): Credential => {
  const { grant, upstream } = call
  if (grant === undefined || upstream?.sealed.custody !== 'token') throw fault('internal', 'nothing to open')
  const key = token.key()
  if (key === undefined) throw new Refusal('invalid_token', 'wrong_seal_half')
  const opened = openTokenSealed(upstream.sealed, grant.id, key)
  if (opened.ok) return opened.credential
  if (opened.reason === 'wrong_seal_half') throw new Refusal('invalid_token', 'wrong_seal_half')
  throw fault('internal', 'the credential cannot be a header value')
}

/** The headers that go upstream. The credential's bytes are the forwarder's from here on: it wipes them. */
export const injected = (
  call: Call,
  credential: Credential,
  contentLength: number | null,
  rawHeaders: readonly string[] = call.req.rawHeaders,
): { headers: readonly string[]; secret: Secret } => {
  const { upstream, grant } = call
  if (upstream === undefined || grant === undefined) throw fault('internal', 'forwarded before judged')
  // OpenAI-shaped endpoints document the bearer, whatever else their provider takes elsewhere.
  const place = call.route.kind === 'chat' ? BEARER : (upstream.provider?.credential ?? BEARER)
  const headers = upstreamHeaders({
    rawHeaders,
    place,
    contentLength,
    identityOnly: call.isCapped,
    without: call.tokenHeader,
  })
  return { headers, secret: { in: 'header', before: `${place.header}: ${place.scheme ?? ''}`, bytes: credential.release() } }
}

/** What the headers that we add to an answer are made of. */
export const admitted = (call: Call) => {
  if (call.admission === undefined) throw fault('internal', 'forwarded before admitted')
  return { requestId: call.requestId, admission: call.admission }
}
