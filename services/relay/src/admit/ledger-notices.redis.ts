import { redisKeys } from '@1relay/contracts'
import type { RedisClient } from '@1relay/redis'

const NOTICE_EVERY_MS = 30_000
const LEDGERS_MAX = 20_000

interface Notice {
  readonly at: number
  /** Until it has arrived, where that has to be waited for. */
  arriving: Promise<void> | undefined
}

/**
 * Names a ledger in `1r:ledgers` before it gets work, so that a reaper finds what this process leaves behind. A notice is good for
 * minutes, so most calls send nothing. One Redis gets it on the connection of the work and ahead of it; on a cluster it goes to another node,
 * so the work waits until it is there.
 */
export class LedgerNotices {
  private readonly given = new Map<string, Notice>()

  constructor(private readonly redis: RedisClient) {}

  /** What the work has to wait for, if anything; rejects when the notice did not arrive. */
  give(ledgerId: string): Promise<void> | undefined {
    const now = Date.now()
    const known = this.given.get(ledgerId)
    if (known !== undefined && now - known.at < NOTICE_EVERY_MS) return known.arriving
    if (this.given.size >= LEDGERS_MAX) this.given.clear()
    const notice: Notice = { at: now, arriving: undefined }
    this.given.set(ledgerId, notice)
    const sent = this.redis.zadd(redisKeys.ledgers, 'GT', now, ledgerId).then(
      () => (notice.arriving = undefined),
      (error: unknown) => {
        this.drop(ledgerId)
        throw error
      },
    )
    sent.catch(() => undefined)
    if (this.redis.isCluster) notice.arriving = sent
    return notice.arriving
  }

  /** The store has lost its memory: the next call says it again. */
  drop(ledgerId: string): void {
    this.given.delete(ledgerId)
  }
}
