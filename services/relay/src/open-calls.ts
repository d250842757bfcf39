import type { CutCode } from './answer/index.js'
import type { Call } from './call.js'
import type { RunningHold } from './settle/index.js'
import { holdOf } from './steps/index.js'

/** The calls that are open in this process, so that a revocation can cut them and a shutdown can wait for them. */
export class OpenCalls {
  // A list in which every call knows its place, not a Set: one that is added to and taken from without end is copied into a new table again
  // and again, and V8 links every old table to the next. As soon as one of them is old, its quick collections free no call any more.
  private readonly calls: Call[] = []
  private waiters: (() => void)[] = []

  get size(): number {
    return this.calls.length
  }

  add(call: Call): void {
    call.place = this.calls.length
    this.calls.push(call)
  }

  remove(call: Call): void {
    const { calls } = this
    if (calls[call.place] !== call) return
    const last = calls.pop() as Call // there is at least this one
    if (last !== call) {
      calls[call.place] = last
      last.place = call.place
    }
    if (calls.length > 0) return
    for (const wake of this.waiters) wake()
    this.waiters = []
  }

  /** Ends every open call of a grant. */
  cut(grantId: string): void {
    for (const call of [...this.calls]) if (call.known?.grantId === grantId) call.cut('invalid_token')
  }

  /** Ends every open call. */
  cutAll(code: CutCode): void {
    for (const call of [...this.calls]) call.cut(code)
  }

  /** Grants that have a call open now. */
  grantIds(): ReadonlySet<string> {
    return new Set(this.calls.flatMap(({ known }) => known?.grantId ?? []))
  }

  /** The holds of admitted calls, each to be renewed for `ttlMs`. */
  *holds(ttlMs: number): Iterable<RunningHold> {
    for (const call of [...this.calls]) {
      const hold = holdOf(call, ttlMs)
      if (hold?.isOpen() === true) yield hold
    }
  }

  /** Resolves when no call is open. */
  idle(): Promise<void> {
    return this.calls.length === 0 ? Promise.resolve() : new Promise((resolve) => this.waiters.push(resolve))
  }
}
