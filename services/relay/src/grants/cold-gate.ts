import { fault } from '@1relay/faults'

export interface ColdGateOptions {
  /** Questions that may be open at a time. */
  readonly atOnceMax: number
  /** Questions a second; a burst may have a second's. */
  readonly perSecondMax: number
  /** Milliseconds of any clock that only goes forward. */
  readonly now: () => number
}

const RETRY_AFTER_MS = 1000

/**
 * Bounds the questions about grants that Redis does not know, over all callers: anybody can make up ids that are well-formed, for a checksum is no secret, and
 * each of them would be a request to the control plane.
 */
export class ColdGate {
  private open = 0
  private room: number
  private atMs: number

  constructor(private readonly options: ColdGateOptions) {
    this.room = options.perSecondMax
    this.atMs = options.now()
  }

  /** Asks; rejects with `limits_unavailable`, unasked, beyond the bounds. */
  async ask<T>(question: () => Promise<T>): Promise<T> {
    this.fill()
    if (this.open >= this.options.atOnceMax || this.room < 1)
      throw fault('limits_unavailable', 'too many grants that Redis does not know', { retryAfterMs: RETRY_AFTER_MS })
    this.room -= 1
    this.open += 1
    try {
      return await question()
    } finally {
      this.open -= 1
    }
  }

  private fill(): void {
    const { perSecondMax, now } = this.options
    const nowMs = now()
    this.room = Math.min(perSecondMax, this.room + ((nowMs - this.atMs) * perSecondMax) / 1000)
    this.atMs = nowMs
  }
}
