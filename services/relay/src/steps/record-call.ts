import type { UsageEvent } from '@1relay/contracts'
import type { Fault } from '@1relay/faults'
import type { AnswerEnd } from '../answer/index.js'
import type { Call } from '../call.js'
import { chargeFor, type Charge, type MeterReading, type PriceBook } from '../meter/index.js'
import { reasonOf } from '../refuse/index.js'
import type { Settle } from '../settle/index.js'
import type { Strangers } from './strangers.js'

export interface RecordContext {
  readonly settle: Settle
  /** Takes the event of a call that was never admitted. */
  readonly record: (event: UsageEvent) => void
  readonly prices: PriceBook
  readonly strangers: Strangers
}

/** Settles an admitted call and records its one event, however it ended. `reading`: what the answer said about its cost. */
export const recordEnd = (
  call: Call,
  end: AnswerEnd,
  reading: MeterReading | null,
  context: RecordContext,
): UsageEvent => {
  priceByAnswer(call, reading, context.prices)
  const event = call.draft()
  const charge = end.charge ?? chargeOf(call, end, reading)
  if (charge !== null) {
    event.tokens = charge.tokens
    event.tokensFrom = charge.tokensFrom
    event.costMicros = charge.costMicros
  }
  event.outcome = end.outcome
  event.status = end.status
  event.stream ||= end.isEventStream
  event.durationMs = Math.round(performance.now() - call.startedMs)
  event.firstByteMs = end.firstByteAtMs === null ? null : Math.round(end.firstByteAtMs - call.startedMs)
  event.responseBytes = end.responseBytes
  settleCall(call, event, context)
  return event
}

const chargeOf = (call: Call, end: AnswerEnd, reading: MeterReading | null): Charge | null =>
  call.price === undefined
    ? null
    : chargeFor({
        price: call.price,
        isFree: call.endpoint?.isFree === true,
        upstreamStatus: end.upstreamStatus,
        outcome: end.outcome,
        requestBytes: end.wasSent ? call.requestBytes : 0,
        reading,
      })

/** Records a refused call of a known grant, within bounds if its token is not known to be the grant's, and gives back what was held for it. */
export const recordRefusal = (
  call: Call,
  failure: Fault,
  status: number,
  context: RecordContext,
): UsageEvent | undefined => {
  if (call.known === undefined) return undefined
  if (!call.isProved && !context.strangers.mayRecord(call.known.grantId)) return undefined
  const event = call.draft()
  event.decision = 'refused'
  event.reason = reasonOf(failure)
  event.priceVersion = null
  event.isPriceGuessed = false
  event.status = status
  event.durationMs = Math.round(performance.now() - call.startedMs)
  // Nothing is held for a call that was not admitted: its event needs no place in the settlement, and gets there in a batch.
  if (call.admission === undefined) context.record(event)
  else settleCall(call, event, context)
  return event
}

const settleCall = (call: Call, event: UsageEvent, { settle }: RecordContext): void => {
  const { requestId, grant } = call
  call.isSettled = true
  if (grant !== undefined) settle.settle({ requestId, grantId: grant.id, ledgerId: grant.ledgerId }, event)
}

/** A body that nobody had to read named no model: then the answer says what ran. */
const priceByAnswer = (call: Call, reading: MeterReading | null, prices: PriceBook): void => {
  if (call.facts.model !== null || reading?.model == null || call.upstream?.provider === undefined) return
  call.facts = { ...call.facts, model: reading.model }
  // What is held was reckoned with the dearest price, so the model's own never exceeds it.
  const { provider, sealed } = call.upstream
  call.price = prices.find(provider, reading.model, sealed.upstream)
}
