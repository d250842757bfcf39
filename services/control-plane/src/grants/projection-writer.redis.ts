import { type GrantChange, redisKeys } from '@1relay/contracts'
import { fault } from '@1relay/faults'
import type { RedisClient } from '@1relay/redis'
import { WRITE_LEDGER, WRITE_PROJECTION, WRITE_STATE } from './projection-scripts.js'
import type {
  LedgerRef,
  LedgerWrite,
  ProjectionWrite,
  ProjectionWriter,
  WriteOutcome,
} from './projection-writer.port.js'

/**
 * Projections in Redis. Two scripts, because on a cluster projection and state live in different slots: the state goes first,
 * and since every admission compares versions, a crash in between refuses requests until the rest is written.
 */
export class RedisProjectionWriter implements ProjectionWriter {
  constructor(private readonly redis: RedisClient) {}

  async write({ projection, spent, forgetAt }: ProjectionWrite): Promise<WriteOutcome> {
    const { id, ledgerId, version, status } = projection
    const until = forgetAt === null ? '' : String(Math.ceil(forgetAt))
    const opening = Object.entries(spent).flatMap(([bucket, micros]) => [bucket, String(micros)])
    const change = JSON.stringify({ grantId: id, version, status } satisfies GrantChange)
    const { grantChanges } = redisKeys
    return reachable(async () => {
      const later = await this.redis.eval(WRITE_STATE, 1, redisKeys.state(ledgerId, id), version, until, ...opening)
      if (later !== null) return outcomeOf(later)
      const terms = projection.status === 'live' ? (projection.ledger?.version ?? 0) : 0
      const rest = [version, JSON.stringify(projection), until, grantChanges, change, terms]
      return outcomeOf(await this.redis.eval(WRITE_PROJECTION, 1, redisKeys.grant(id), ...rest))
    })
  }

  async writeLedger({ ledgerId, terms, spent }: LedgerWrite): Promise<WriteOutcome> {
    const caps = terms.budgets.flatMap(({ period, capMicros }) => [period, String(capMicros)])
    const opening = Object.entries(spent).flatMap(([bucket, micros]) => [bucket, String(micros)])
    const argv = [terms.version, terms.budgets.length, ...caps, ...opening]
    return outcomeOf(await reachable(() => this.redis.eval(WRITE_LEDGER, 1, redisKeys.money(ledgerId), ...argv)))
  }

  async readLedgerSpent(ledgerId: string, buckets: readonly string[]): Promise<number[] | undefined> {
    const fields = ['v', ...buckets.map((bucket) => `s:${bucket}`)]
    const [version, ...spent] = await reachable(() => this.redis.hmget(redisKeys.money(ledgerId), ...fields))
    return version == null ? undefined : spent.map(Number)
  }

  async readSpent(refs: readonly LedgerRef[], buckets: readonly string[]): Promise<(number[] | undefined)[]> {
    const fields = ['v', ...buckets.map((bucket) => `s:${bucket}`)]
    const read = async ({ ledgerId, grantId }: LedgerRef) => {
      const [version, ...spent] = await this.redis.hmget(redisKeys.state(ledgerId, grantId), ...fields)
      return version === null ? undefined : spent.map(Number)
    }
    // Sent in one go: ioredis writes commands of one tick together, and on a cluster each finds its own node.
    return reachable(() => Promise.all(refs.map(read)))
  }

  async readHeld(refs: readonly LedgerRef[], buckets: readonly string[]): Promise<number[][]> {
    const fields = buckets.map((bucket) => `h:${bucket}`)
    const read = async ({ ledgerId, grantId }: LedgerRef) =>
      (await this.redis.hmget(redisKeys.state(ledgerId, grantId), ...fields)).map(Number)
    return reachable(() => Promise.all(refs.map(read)))
  }
}

const outcomeOf = (later: unknown): WriteOutcome => (later === null ? 'written' : { outdatedBy: Number(later) })

const reachable = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (cause) {
    throw fault('limits_unavailable', 'Redis did not take a projection', { cause, retryAfterMs: 1000 })
  }
}
