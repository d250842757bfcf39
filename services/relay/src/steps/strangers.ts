import { LRUCache } from 'lru-cache'

export interface StrangersOptions {
  /** Milliseconds of any clock that only goes forward. */
  readonly now: () => number
  /** Grants that are remembered. */
  readonly max: number
  /** Told of every refusal that is not recorded. */
  readonly onUnrecorded: () => void
}

const LINES_A_MINUTE = 10
const MINUTE_MS = 60_000

/**
 * Bounds what those may write into a grant's log who have not proved that they hold its token. Its id is no secret: it stands in logs and
 * addresses. Some lines have to be there, for the holder to see that somebody tries.
 */
export class Strangers {
  private readonly written: LRUCache<string, { readonly sinceMs: number; lines: number }>

  constructor(private readonly options: StrangersOptions) {
    this.written = new LRUCache({ max: options.max })
  }

  /** Whether a refusal is recorded; counts it. */
  mayRecord(grantId: string): boolean {
    const now = this.options.now()
    let minute = this.written.get(grantId)
    if (minute === undefined || now - minute.sinceMs >= MINUTE_MS)
      this.written.set(grantId, (minute = { sinceMs: now, lines: 0 }))
    minute.lines += 1
    if (minute.lines <= LINES_A_MINUTE) return true
    this.options.onUnrecorded()
    return false
  }
}
