import type { CutCode } from './answer/index.js'
import type { Call } from './call.js'
import type { RunningHold } from './settle/index.js'
import { holdOf } from './steps/index.js'

/** The calls that are open in this process, so that a revocation can cut them and a shutdown can wait for them. */
export class OpenCalls {
  private readonly calls = new Set<Call>()
  private waiters: (() => void)[] = []

  get size(): number {
    return this.calls.size
  }

  add(call: Call): void {
    this.calls.add(call)
  }

  remove(call: Call): void {
    this.calls.delete(call)
    if (this.calls.size > 0) return
    for (const wake of this.waiters) wake()
    this.waiters = []
  }

  /** Ends every open call of a grant. */
  cut(grantId: string): void {
    for (const call of this.calls) if (call.known?.grantId === grantId) call.cut('invalid_token')
  }

  /** Ends every open call. */
  cutAll(code: CutCode): void {
    for (const call of this.calls) call.cut(code)
  }

  /** Grants that have a call open now. */
  grantIds(): ReadonlySet<string> {
    return new Set([...this.calls].flatMap(({ known }) => known?.grantId ?? []))
  }

  /** The holds of admitted calls, each to be renewed for `ttlMs`. */
  *holds(ttlMs: number): Iterable<RunningHold> {
    for (const call of this.calls) {
      const hold = holdOf(call, ttlMs)
      if (hold?.isOpen() === true) yield hold
    }
  }

  /** Resolves when no call is open. */
  idle(): Promise<void> {
    return this.calls.size === 0 ? Promise.resolve() : new Promise((resolve) => this.waiters.push(resolve))
  }
}
