import { fault } from '@1relay/faults'
import type { Duplex } from 'node:stream'
import { addedHeaders, Answer, CredentialMask, type AnswerEnd } from '../answer/index.js'
import type { Call } from '../call.js'
import type { ForwardListener } from '../forward/index.js'
import { dialectOf, NO_TOKENS, type Charge } from '../meter/index.js'
import type { Credential } from '../inject/index.js'
import {
  FrameMask,
  isReadable,
  RealtimeLedger,
  switchingHead,
  Tunnel,
  upgradeHeaders,
  type TunnelEnd,
} from '../socket/index.js'
import { coverSocket } from './cover-call.js'
import { admitted, injected, type ForwardContext } from './inject-call.js'

/**
 * Opens the upstream's side of a WebSocket and joins the two. Only an upstream that has switched protocols gets a tunnel: any other
 * answer crosses as the ordinary answer that it is (a proxy that tunnels without a 101 can be made to smuggle requests).
 */
export const forwardUpgrade = (
  call: Call,
  socket: Duplex,
  credential: Credential,
  context: ForwardContext,
): Promise<AnswerEnd> =>
  new Promise((resolve) => {
    const { upstream, path, endpoint, facts } = call
    if (upstream === undefined || endpoint === undefined || !path.ok) throw fault('internal', 'forwarded before judged')
    const added = () => addedHeaders({ ...admitted(call), overheadMs, isDraining: false })
    const isRead = isReadable(endpoint.dialect, path.path, facts.model)
    const mask = CredentialMask.of(...credential.forms())
    const answer = new Answer({
      res: call.res,
      dialect: endpoint.dialect === null ? undefined : dialectOf(endpoint.dialect),
      path: path.path,
      mask,
      dropsUsageEvent: false,
      added,
      refuse: (failure) => context.refuse(call, failure),
      coverage: undefined,
      // An upstream that refuses a socket has run nothing.
      onEnd: (end) => resolve({ ...end, charge: NOTHING }),
    })
    call.carrier = answer
    if (call.wasCut !== undefined) {
      credential.wipe()
      return answer.cut(call.wasCut, false)
    }
    if (socket.destroyed) {
      credential.wipe()
      return answer.abandon()
    }
    const head = injected(call, credential, null, upgradeHeaders(call.req.rawHeaders))
    const overheadMs = performance.now() - call.startedMs
    const onUpgrade = (rawHeaders: readonly string[], upstreamSocket: Duplex): void => {
      if (!isSwitch(rawHeaders)) {
        upstreamSocket.destroy()
        return answer.onFailure({ code: 'upstream_failed', wasSent: true, cause: undefined })
      }
      const head = switchingHead(mask?.pairs(rawHeaders) ?? rawHeaders, added())
      const frames = mask && new FrameMask(mask.twin(), mask.twin())
      answer.release()
      join({ call, client: socket, upstream: upstreamSocket, head, isRead, mask: frames, context, onEnd: resolve })
    }
    const { origin, isGuarded } = upstream
    const target = call.query === '' ? path.path : `${path.path}?${call.query}`
    const how = { method: 'GET', body: null, bodyLength: null, upgrade: 'websocket' } as const
    const request = { origin, isGuarded, target, ...how, ...head }
    answer.attach(context.forwarder.send(request, withUpgrade(answer, onUpgrade)))
  })

const NOTHING: Charge = { tokens: NO_TOKENS, tokensFrom: 'none', costMicros: 0 }

const withUpgrade = (answer: Answer, onUpgrade: NonNullable<ForwardListener['onUpgrade']>): ForwardListener => ({
  onInterim: () => undefined,
  onHead: (status, reason, rawHeaders, isAlone) => answer.onHead(status, reason, rawHeaders, isAlone),
  onData: (chunk) => answer.onData(chunk),
  onEnd: (rawTrailers, last) => answer.onEnd(rawTrailers, last),
  onFailure: (failure) => answer.onFailure(failure),
  onUpgrade,
})

/** The switch that was asked for, without an extension that nobody offered. */
const isSwitch = (rawHeaders: readonly string[]): boolean => {
  const value = (name: string) =>
    rawHeaders[rawHeaders.findIndex((one, i) => i % 2 === 0 && one.toLowerCase() === name) + 1]
  const isExtended = rawHeaders.some((one, i) => i % 2 === 0 && one.toLowerCase() === 'sec-websocket-extensions')
  return value('upgrade')?.toLowerCase() === 'websocket' && !isExtended
}

interface Joint {
  readonly call: Call
  readonly client: Duplex
  readonly upstream: Duplex
  /** What the client gets before anything of the upstream's. */
  readonly head: string
  readonly isRead: boolean
  readonly mask: FrameMask | undefined
  readonly context: ForwardContext
  readonly onEnd: (end: AnswerEnd) => void
}

const join = ({ call, client, upstream, head, isRead, mask, context, onEnd }: Joint): void => {
  const { res, price } = call
  // The response object has done its part; its socket goes on without it.
  res.detachSocket(res.socket as NonNullable<typeof res.socket>)
  client.write(head, 'latin1')
  const ledger = isRead && price !== undefined ? new RealtimeLedger(price) : undefined
  const tunnel = new Tunnel({
    client,
    upstream,
    ledger,
    mask,
    coverage: coverSocket(call, context),
    onEnd: (end) => {
      call.requestBytes = end.requestBytes
      onEnd(endOf(end, ledger?.charge() ?? NOTHING))
    },
  })
  call.carrier = tunnel
}

const endOf = (end: TunnelEnd, charge: Charge): AnswerEnd => ({
  outcome: end.outcome,
  upstreamStatus: 101,
  status: 101,
  responseBytes: end.responseBytes,
  firstByteAtMs: end.firstByteAtMs,
  isEventStream: true,
  wasSent: true,
  reading: null,
  charge,
})
