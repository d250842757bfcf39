import type { Body, Call } from '../call.js'
import { readBody, readJsonObject, type BodyReading, type BodyRoom } from '../inspect/index.js'
import { Refusal } from '../refuse/index.js'

export interface BodyLimits {
  /** The largest body that is read to be judged. Larger ones pass only where nobody needs to look into them. */
  readonly inspectedMaxBytes: number
  /** Where bodies that are read to be judged wait. */
  readonly bodyRoom: BodyRoom
}

const NO_ROOM_RETRY_MS = 2000
// Below this a body is cheaper in one piece: piping it costs 31 % of the throughput (perf study, lever 6).
const WHOLE_MAX_BYTES = 64 * 1024

/** The caller left before its request was whole: nothing to answer, nothing to record. */
export class CallerLeft extends Error {}

/** Decides how the body travels, reads it if it has to be inspected or is small, and parses it if it is to be inspected. */
export const readCallBody = async (call: Call, limits: BodyLimits, isInspected: boolean): Promise<void> => {
  // What is read is what the upstream reads: nobody's API needs a request compressed, and one that is could say anything.
  if (isInspected && isEncoded(call)) throw new Refusal('unsupported_media_type', 'unsupported_media_type')
  // A body that was to be streamed can still be read: the grant may have changed to one that cares, between two tries.
  const isUntouched = call.body === undefined || (call.body.kind === 'stream' && isInspected)
  if (isUntouched) call.body = await take(call, limits, isInspected)
  const { body, req } = call
  if (!isInspected || call.json !== undefined || body?.kind !== 'whole') return
  const json = readJsonObject(body.bytes)
  const isDeclaredJson = /\bjson\b/i.test(req.headers['content-type'] ?? 'application/json')
  // Whatever the declared type, an upstream may read JSON if it is JSON; what is declared as JSON must be it.
  if (json.ok || json.code === 'ambiguous_request' || isDeclaredJson || isChosenByBody(call)) {
    if (!json.ok) throw new Refusal(json.code, json.code)
    call.json = json
  }
}

const take = async (call: Call, limits: BodyLimits, isInspected: boolean): Promise<Body> => {
  const { req } = call
  const isChunked = req.headers['transfer-encoding'] !== undefined
  const length = Number(req.headers['content-length'] ?? 0)
  if (!isChunked && length === 0) return { kind: 'none' }
  call.isUpload = /^multipart\//i.test(req.headers['content-type'] ?? '')
  // Files are as large as they are: those of which is not known that they can be read are not.
  const isTooLarge = isChunked || length > limits.inspectedMaxBytes || call.endpoint?.isFree === true
  const mustRead = isChosenByBody(call) || (isInspected && !(call.isUpload && isTooLarge))
  if (!mustRead && (isChunked || length > WHOLE_MAX_BYTES)) {
    call.requestBytes = length
    return { kind: 'stream' }
  }
  continueIfAsked(call)
  const before = performance.now()
  const isLarge = isChunked || length > WHOLE_MAX_BYTES
  if (isLarge) call.bodyPlace ??= limits.bodyRoom.placeFor(call.known?.ledgerId ?? '')
  const reading = await readBody(req, mustRead ? limits.inspectedMaxBytes : WHOLE_MAX_BYTES, call.bodyPlace)
  call.waitedMs += performance.now() - before
  if (!reading.ok) throw failureOf(reading.reason)
  call.requestBytes = reading.body.length
  return { kind: 'whole', bytes: reading.body }
}

const failureOf = (reason: (BodyReading & { ok: false })['reason']): Error => {
  switch (reason) {
    case 'aborted':
      return new CallerLeft('the caller left while it sent its body')
    case 'too_large':
      return new Refusal('body_too_large', 'body_too_large')
    case 'no_room':
      return new Refusal('overloaded', 'overloaded', { retryAfterMs: NO_ROOM_RETRY_MS })
  }
}

/** Answers `Expect: 100-continue` at the moment the body is wanted: a refused request never sends it. */
export const continueIfAsked = (call: Call): void => {
  if (!call.expectsContinue) return
  call.expectsContinue = false
  call.res.writeContinue()
}

/** Nobody knows where it goes before its body is read. */
const isChosenByBody = ({ route }: Call): boolean => route.kind === 'chat' || route.kind === 'model'

const isEncoded = ({ req }: Call): boolean => !/^(?:identity)?$/i.test(req.headers['content-encoding'] ?? '')
