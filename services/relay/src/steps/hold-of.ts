import type { Call } from '../call.js'
import type { RunningHold } from '../settle/index.js'
import { factsOf } from './admit-call.js'

/** The hold of an admitted call as it is at any time; undefined before its admission. */
export const holdOf = (call: Call, ttlMs: number): RunningHold | undefined => {
  const { grant, requestId, at } = call
  if (grant === undefined || call.admission === undefined) return undefined
  return {
    requestId,
    grantId: grant.id,
    ledgerId: grant.ledgerId,
    budgets: grant.budgets,
    ttlMs,
    at,
    get micros() {
      return call.holdMicros
    },
    facts: () => factsOf(call),
    isOpen: () => !call.isSettled,
  }
}
