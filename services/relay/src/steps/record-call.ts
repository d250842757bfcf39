import type { TokenCounts, UsageEvent } from '@1relay/contracts'
import type { Fault } from '@1relay/faults'
import type { AnswerEnd } from '../answer/index.js'
import type { Call } from '../call.js'
import { PRIORITY } from '../inspect/index.js'
import {
  chargeFor,
  costOf,
  multiplied,
  PRICE_VERSION,
  PRIORITY_FACTOR,
  type Charge,
  type MeterReading,
  type ModelPrice,
  type PriceBook,
} from '../meter/index.js'
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
  priceByTier(call, reading)
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
        upload: call.facts.upload,
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

/**
 * What ran is what the answer says, where the body named nothing or more than one, or something cheaper. What is held was reckoned with the dearest
 * that could run as far as the body said, so for those the price of what ran never exceeds it.
 */
const priceByAnswer = (call: Call, reading: MeterReading | null, prices: PriceBook): void => {
  const { facts, price, upstream } = call
  const isAsNamed = reading?.model === facts.model && facts.otherModels.length === 0
  if (reading?.model == null || isAsNamed) return
  if (price === undefined || upstream?.provider === undefined) return
  const found = prices.find(upstream.provider, reading.model, upstream.sealed.upstream)
  const ran = facts.isPriority ? multiplied(found, PRIORITY_FACTOR) : found
  if (facts.model !== null) {
    if (ran.isGuessed || isOwnInstead(price, ran)) return
    if (facts.otherModels.length === 0 && !isDearer(ran, price, reading.counts)) return
  }
  call.facts = { ...facts, model: reading.model }
  call.price = ran
}

/** Whoever asks for priority may be served without, and is charged so; a project may have it without being asked. */
const priceByTier = (call: Call, reading: MeterReading | null): void => {
  const { price, facts } = call
  if (price === undefined || reading?.tier == null) return
  const wasFirst = reading.tier === PRIORITY
  if (wasFirst === facts.isPriority) return
  call.price = multiplied(price, wasFirst ? PRIORITY_FACTOR : 1 / PRIORITY_FACTOR)
}

/** The operator has priced what was named, under a name of its own perhaps, and knows nothing of what ran. */
const isOwnInstead = (named: ModelPrice, ran: ModelPrice): boolean =>
  named.version !== PRICE_VERSION && ran.version === PRICE_VERSION

const isDearer = (one: ModelPrice, other: ModelPrice, counts: TokenCounts | null): boolean =>
  counts !== null && costOf(one, counts) > costOf(other, counts)
