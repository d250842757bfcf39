import { failed, type Outcome, type Problem } from './problem.js'

/** Stands between a page and a control plane in memory: remembers what was sent, and fails when it is told to. */
export class MemoryWire {
  /** Everything that was ever sent, as a wire would show it. */
  readonly sent: string[] = []
  readonly #failures: Problem[] = []

  /** The next call fails with this. */
  failNext(problem: Problem): void {
    this.#failures.push(problem)
  }

  answer<T>(body: unknown, work: () => Outcome<T>): Outcome<T> {
    this.sent.push(JSON.stringify(body))
    const failure = this.#failures.shift()
    return failure ? failed(failure) : work()
  }
}
