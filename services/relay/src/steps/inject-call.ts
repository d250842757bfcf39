import { fault, type Fault } from '@1relay/faults'
import type { Call } from '../call.js'
import type { Forwarder, Secret } from '../forward/index.js'
import { upstreamHeaders, type Credential } from '../inject/index.js'
import { isForPages } from '../pages/index.js'
import type { Holds } from '../settle/index.js'

const NOTHING = {}

export interface ForwardContext {
  readonly holds: Holds
  readonly holdTtlMs: number
  /** How many proxies of the operator's stand in front. */
  readonly trustProxyHops: number
  readonly forwarder: Forwarder
  readonly isDraining: () => boolean
  readonly refuse: (call: Call, failure: Fault) => number
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
  const headers = upstreamHeaders({
    rawHeaders,
    place: credential.place,
    contentLength,
    forPage: isForPages(call.route) ? (upstream.provider?.checkHeaders ?? NOTHING) : undefined,
    without: call.tokenHeader,
  })
  return { headers, secret: credential.release() }
}

/** What the headers that we add to an answer are made of. */
export const admitted = (call: Call) => {
  if (call.admission === undefined) throw fault('internal', 'forwarded before admitted')
  return { requestId: call.requestId, admission: call.admission }
}
