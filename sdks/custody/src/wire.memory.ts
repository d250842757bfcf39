import { failed, type Outcome, type Problem } from './problem.js'

/** Stands between a page and a control plane in memory: remembers what was sent, and fails when it is told to. */
export class MemoryWire {
  /** Everything that was ever sent, as a wire would show it. */
  readonly sent: string[] = []
  readonly #failures: Problem[] = []
  #losesNext = false

  /** The next call fails with this. */
  failNext(problem: Problem): void {
    this.#failures.push(problem)
  }

  /** The next call is done, and its answer never arrives. */
  loseNextAnswer(): void {
    this.#losesNext = true
  }

  answer<T>(body: unknown, work: () => Outcome<T>): Outcome<T> {
    this.sent.push(JSON.stringify(body))
    const failure = this.#failures.shift()
    if (failure) return failed(failure)
    const outcome = work()
    if (!this.#losesNext) return outcome
    this.#losesNext = false
    return failed({ code: 'network' })
  }
}
