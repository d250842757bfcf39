import type { LiveGrant } from '@1relay/contracts'
import { bucketsAt, type AdmissionStore, type Extending } from '../admit/index.js'

/** The hold of a call that is still running. */
export interface RunningHold extends Extending {
  /** Micro-dollars held for it. */
  readonly micros: number
  /** When it was admitted, milliseconds since the epoch: the periods in which it is held. */
  readonly at: number
  /** What a reaper would have to know: a JSON object. */
  facts(): string
  /** False as soon as this process has begun to settle it. */
  isOpen(): boolean
}

export interface HoldsOptions {
  readonly store: AdmissionStore
  /** Has the state of a grant written again, with its spend. */
  readonly rebuild: (grantId: LiveGrant['id']) => Promise<unknown>
}

/** `gone`: the call was closed by a reaper, or is over. */
export type Growth = 'extended' | 'refused' | 'gone'

/** Keeps the holds of running calls: makes them larger, moves their deadlines, and puts back what a flush has taken. */
export class Holds {
  constructor(private readonly options: HoldsOptions) {}

  /** Adds to a hold and moves its deadline; an amount of 0 always fits. Rejects with `limits_unavailable` when the store is away. */
  async grow(hold: RunningHold, addMicros: number): Promise<Growth> {
    const { store, rebuild } = this.options
    let answer = await store.extend(hold, addMicros)
    // Checked in the turn in which the store is asked: a settlement that begins later reaches the store later.
    if (answer === 'gone' && hold.isOpen()) answer = await store.extend(hold, addMicros, lost(hold))
    if (answer === 'cold') {
      await rebuild(hold.grantId)
      if (hold.isOpen()) answer = await store.extend(hold, addMicros, lost(hold))
    }
    return answer === 'cold' ? 'gone' : answer
  }
}

const lost = (hold: RunningHold) => ({
  micros: hold.micros,
  facts: hold.facts(),
  buckets: Object.values(bucketsAt(hold.at)),
})
