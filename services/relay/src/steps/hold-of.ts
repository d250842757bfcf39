import type { Budget, LiveGrant } from '@1relay/contracts'
import type { Call } from '../call.js'
import type { RunningHold } from '../settle/index.js'
import { factsOf } from './admit-call.js'

/** The hold of an admitted call as it is at any time; undefined before its admission. */
export const holdOf = (call: Call, ttlMs: number): RunningHold | undefined => {
  const { grant } = call
  return grant === undefined || call.admission === undefined ? undefined : new CallHold(call, grant, ttlMs)
}

// A class, because V8 makes another hidden class for every object literal with a getter, and each of those keeps its call until a full collection.
class CallHold implements RunningHold {
  constructor(
    private readonly call: Call,
    private readonly grant: LiveGrant,
    readonly ttlMs: number,
  ) {}

  get requestId(): string {
    return this.call.requestId
  }

  get grantId(): string {
    return this.grant.id
  }

  get ledgerId(): string {
    return this.grant.ledgerId
  }

  get budgets(): readonly Budget[] {
    return this.grant.budgets
  }

  get at(): number {
    return this.call.at
  }

  get micros(): number {
    return this.call.holdMicros
  }

  facts(): string {
    return factsOf(this.call)
  }

  isOpen(): boolean {
    return !this.call.isSettled
  }
}
