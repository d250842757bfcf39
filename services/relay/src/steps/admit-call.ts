import type { GrantProjection, LiveGrant, Provider } from '@1relay/contracts'
import { fault } from '@1relay/faults'
import type { Admission, AdmissionStore, BudgetLevel } from '../admit/index.js'
import type { Call } from '../call.js'
import type { FindGrant } from '../grants/index.js'
import type { BodyFacts } from '../inspect/index.js'
import { boundOf, dearer, multiplied, PRIORITY_FACTOR, type ModelPrice, type PriceBook } from '../meter/index.js'
import { Refusal } from '../refuse/index.js'

export interface AdmitContext {
  readonly store: AdmissionStore
  readonly prices: PriceBook
  readonly finder: FindGrant
  /** How long a hold lasts without a sign of life. */
  readonly holdTtlMs: number
}

/** Whoever reads the refusal has to know which of the caps to raise. */
const NO_ROOM: Readonly<Record<BudgetLevel, string>> = {
  grant: 'the budget of the token has no room for it',
  ledger: 'the budget of the whole account has no room for it',
}

/** Too many requests are open: when one ends is unknown, so a short wait is named. */
const CONCURRENT_RETRY_MS = 1000

/**
 * Admits a call on the grant it was judged on. Undefined: it is admitted. Otherwise the grant has changed or its state is gone, and
 * the call must be judged again on the grant that is returned.
 */
export const admitCall = async (
  call: Call,
  grant: LiveGrant,
  isSecondTry: boolean,
  context: AdmitContext,
): Promise<{ again: GrantProjection | undefined } | undefined> => {
  price(call, context.prices)
  const admission = await context.store.admit({
    requestId: call.requestId,
    grantId: grant.id,
    ledgerId: grant.ledgerId,
    version: grant.version,
    ledgerVersion: grant.ledger?.version ?? 0,
    limits: grant.limits,
    budgets: grant.budgets,
    holdMicros: call.holdMicros,
    ttlMs: context.holdTtlMs,
    facts: factsOf(call),
  })
  switch (admission.kind) {
    case 'admitted':
      call.admission = admission
      // Nothing is judged any more: what its answer needs is in its facts.
      call.json = undefined
      return undefined
    case 'stale':
      // The second time the projection itself is behind its state: only the control plane can put that right.
      return { again: await (isSecondTry ? context.finder.rebuild(grant.id) : context.finder.refresh(grant.id)) }
    case 'cold':
      return { again: await context.finder.rebuild(grant.id) }
    default:
      throw refusalOf(admission)
  }
}

/** What is kept with a hold: the usage event that a reaper would write. */
export const factsOf = (call: Call): string => JSON.stringify(call.draft())

/** A grant whose state stays unreadable after the control plane rebuilt it. */
export const unsettledState = () =>
  fault('limits_unavailable', 'the state of a grant stays cold or stale after a rebuild', { retryAfterMs: 1000 })

const price = (call: Call, prices: PriceBook): void => {
  const { upstream, endpoint } = call
  if (upstream === undefined || endpoint === undefined)
    throw fault('internal', 'a call is admitted after it was judged')
  // What this try says, not the one before: the grant may have changed in between.
  call.holdMicros = 0
  if (upstream.provider === undefined) return
  call.price = priceOf(call.facts, prices, upstream.provider, upstream.sealed.upstream)
  const { body } = call
  const isMeasured = body?.kind !== 'stream' || call.requestBytes > 0
  const bodyBytes = isMeasured ? call.requestBytes : null
  call.bound = boundOf(call.price, call.facts, endpoint, bodyBytes)
  if (call.isCapped && !endpoint.isFree) call.holdMicros = call.bound.micros
}

/** The most that what a request names may cost a token. */
const priceOf = (facts: BodyFacts, prices: PriceBook, provider: Provider, upstream: string): ModelPrice => {
  let price = prices.find(provider, facts.model, upstream)
  for (const other of facts.otherModels) price = dearer(price, prices.find(provider, other, upstream))
  return facts.isPriority ? multiplied(price, PRIORITY_FACTOR) : price
}

const refusalOf = (admission: Exclude<Admission, { kind: 'admitted' | 'stale' | 'cold' }>): Refusal => {
  switch (admission.kind) {
    case 'rate_limited':
      return new Refusal('rate_limited', 'rate_limited', { retryAfterMs: admission.retryAfterMs })
    case 'too_many_concurrent':
      return new Refusal('too_many_concurrent', 'too_many_concurrent', { retryAfterMs: CONCURRENT_RETRY_MS })
    case 'budget_exceeded':
      return new Refusal('budget_exceeded', 'budget_exceeded', { details: [{ problem: NO_ROOM[admission.level] }] })
  }
}
