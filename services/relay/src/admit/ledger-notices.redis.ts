import { redisKeys } from '@1relay/contracts'
import type { Redis } from 'ioredis'

const NOTICE_EVERY_MS = 30_000
const LEDGERS_MAX = 20_000

/**
 * Names a ledger in `1r:ledgers` before it gets work, so that a reaper finds what this process leaves behind. Sent on the connection
 * of the work and ahead of it: Redis cannot have the work without the notice. A notice is good for minutes, so most calls send nothing.
 */
export class LedgerNotices {
  private readonly given = new Map<string, number>()

  constructor(private readonly redis: Redis) {}

  give(ledgerId: string): void {
    const now = Date.now()
    if (now - (this.given.get(ledgerId) ?? -Infinity) < NOTICE_EVERY_MS) return
    if (this.given.size >= LEDGERS_MAX) this.given.clear()
    this.given.set(ledgerId, now)
    this.redis.zadd(redisKeys.ledgers, 'GT', now, ledgerId).catch(() => this.drop(ledgerId))
  }

  /** The store has lost its memory: the next call says it again. */
  drop(ledgerId: string): void {
    this.given.delete(ledgerId)
  }
}
