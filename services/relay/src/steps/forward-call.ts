import { fault } from '@1relay/faults'
import { PassThrough, type Readable } from 'node:stream'
import { addedHeaders, Answer, CredentialMask, type AnswerEnd } from '../answer/index.js'
import type { Call } from '../call.js'
import { dialectOf } from '../meter/index.js'
import type { ForwardRequest } from '../forward/index.js'
import type { Credential } from '../inject/index.js'
import { coverStream } from './cover-call.js'
import { forwardUpgrade } from './forward-upgrade.js'
import { admitted, injected, type ForwardContext } from './inject-call.js'
import { leadBackOf } from './lead-back.js'
import { continueIfAsked } from './read-call-body.js'

/** Sends an admitted call with its credential, and carries the answer back. The credential is wiped as soon as it has left. */
export const forwardCall = (call: Call, credential: Credential, context: ForwardContext): Promise<AnswerEnd> =>
  call.socket === undefined
    ? forwardRequest(call, credential, context)
    : forwardUpgrade(call, call.socket, credential, context)

const forwardRequest = (call: Call, credential: Credential, context: ForwardContext): Promise<AnswerEnd> =>
  new Promise((resolve) => {
    const { upstream, path, endpoint } = call
    if (upstream === undefined || endpoint === undefined || !path.ok) throw fault('internal', 'forwarded before judged')
    let overheadMs = 0
    const answer = new Answer({
      res: call.res,
      dialect: endpoint.dialect === null ? undefined : dialectOf(endpoint.dialect),
      path: path.path,
      mask: CredentialMask.of(...credential.forms()),
      dropsUsageEvent: call.asksForUsage,
      added: () => addedHeaders({ ...admitted(call), overheadMs, isDraining: context.isDraining() }),
      refuse: (failure) => context.refuse(call, failure),
      lead: leadBackOf(call, context.trustProxyHops),
      coverage: coverStream(call, context),
      onEnd: resolve,
    })
    call.carrier = answer
    if (call.wasCut !== undefined) {
      credential.wipe()
      return answer.cut(call.wasCut, false)
    }
    // Its close event is over: a caller that left while the call was admitted costs no upstream request.
    if (call.res.destroyed) {
      credential.wipe()
      return answer.abandon()
    }
    const sent = outgoing(call, credential)
    // The answer may take minutes: from here on the body is the forwarder's, which lets it go when it is written.
    call.dropBody()
    overheadMs = performance.now() - call.startedMs - call.waitedMs
    answer.attach(
      context.forwarder.send(
        {
          origin: upstream.origin,
          isGuarded: upstream.isGuarded,
          method: call.method,
          target: call.query === '' ? path.path : `${path.path}?${call.query}`,
          ...sent,
        },
        answer,
      ),
    )
  })

type Outgoing = Pick<ForwardRequest, 'headers' | 'secret' | 'body' | 'bodyLength'>

const outgoing = (call: Call, credential: Credential): Outgoing => {
  const { body, req } = call
  if (body === undefined) throw fault('internal', 'forwarded before judged')
  const length = req.headers['content-length']
  const contentLength = body.kind === 'whole' ? body.bytes.length : length === undefined ? null : Number(length)
  const head = injected(call, credential, body.kind === 'none' && contentLength !== 0 ? null : contentLength)
  if (body.kind === 'none') return { ...head, body: null, bodyLength: null }
  return { ...head, body: body.kind === 'whole' ? body.bytes : streamOf(call), bodyLength: contentLength }
}

/**
 * The caller's body as it arrives. Through a stream of its own, because the HTTP client destroys the body it was given when the
 * upstream answers early, and that would take the caller's connection down before it has the answer.
 */
const streamOf = (call: Call): Readable => {
  continueIfAsked(call)
  const body = new PassThrough()
  let bytes = 0
  call.req.on('data', (chunk: Buffer) => {
    call.requestBytes = bytes += chunk.length
  })
  call.req.pipe(body)
  call.req.once('close', () => {
    // A caller that leaves in the middle of its upload must not look like the end of it.
    if (!call.req.complete) body.destroy(new Error('the caller left'))
  })
  body.on('error', () => call.req.unpipe(body).resume())
  body.once('close', () => call.req.unpipe(body).resume())
  return body
}
