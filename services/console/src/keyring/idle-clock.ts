/** Says when a vault that is open has to be locked. Times are milliseconds of one monotonic-enough clock. */
export class IdleClock {
  #lastSeen: number
  #limitMs: number

  constructor(now: number, limitMs: number) {
    this.#lastSeen = now
    this.#limitMs = limitMs
  }

  /** The person did something. Too late counts as nothing: a laptop that wakes up must not keep the vault open. */
  touch(now: number): void {
    if (!this.isOver(now)) this.#lastSeen = now
  }

  limitTo(limitMs: number): void {
    this.#limitMs = limitMs
  }

  isOver(now: number): boolean {
    return now - this.#lastSeen >= this.#limitMs
  }

  /** Until it is over, if nothing happens; at least 0. */
  remainingMs(now: number): number {
    return Math.max(0, this.#lastSeen + this.#limitMs - now)
  }
}
