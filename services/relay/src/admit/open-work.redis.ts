import { redisKeys, type UsageEvent } from '@1relay/contracts'
import { nodesOf, type RedisClient } from '@1relay/redis'

/** Something that a relay left behind: an open hold past its deadline, or an event that was not enqueued. */
export interface LeftBehind {
  readonly ledgerId: string
  readonly requestId: string
  /** The hold as it is stored; null when it is settled. */
  readonly hold: string | null
  readonly event: string | null
}

const DUE_AT_ONCE = 100
const TAKEN_SECONDS = 7 * 86_400
const IDLE_MS = 10 * 60_000

/** The work that is open in Redis, over all ledgers: what a reaper looks through, and what delivery crosses off. */
export class RedisOpenWork {
  constructor(private readonly redis: RedisClient) {}

  /** True for one caller at a time; the lock frees itself. */
  async lock(holder: string, ttlMs: number): Promise<boolean> {
    return (await this.redis.set(redisKeys.reaper, holder, 'PX', ttlMs, 'NX')) === 'OK'
  }

  /** What Redis remembers from: another name than before means that it has lost everything. */
  async memory(candidate: string): Promise<string> {
    const known = await this.redis.get(redisKeys.memory)
    if (known !== null) return known
    await this.redis.set(redisKeys.memory, candidate, 'NX')
    return (await this.redis.get(redisKeys.memory)) ?? candidate
  }

  /** Every ledger that may have work, with the time of its last notice (ms). */
  async ledgers(): Promise<{ ledgerId: string; noticedAt: number }[]> {
    const flat = await this.redis.zrange(redisKeys.ledgers, '0', '-1', 'WITHSCORES')
    return Array.from({ length: flat.length / 2 }, (_, i) => ({
      ledgerId: flat[2 * i] ?? '',
      noticedAt: Number(flat[2 * i + 1]),
    }))
  }

  /** Names every ledger that has work, by looking at all keys: for a start after a flush or an upgrade. */
  async rediscover(nowMs: number): Promise<void> {
    for (const node of nodesOf(this.redis)) {
      let cursor = '0'
      do {
        const [next, keys] = await node.scan(cursor, 'MATCH', '1r:{*}:due', 'COUNT', 1000)
        for (const key of keys) await this.redis.zadd(redisKeys.ledgers, 'NX', nowMs, key.slice(4, -5))
        cursor = next
      } while (cursor !== '0')
    }
  }

  /** Up to a hundred entries that are due now, by the clock of the Redis that has them. */
  async due(ledgerId: string): Promise<LeftBehind[]> {
    const ids = (await this.redis.eval(DUE, 1, redisKeys.due(ledgerId), DUE_AT_ONCE)) as string[]
    const [first] = ids
    if (first === undefined) return []
    // Holds first: what is settled between the two reads is seen as an event, never as nothing.
    const holds = await this.redis.hmget(redisKeys.holds(ledgerId), ...ids)
    const events = await this.redis.hmget(redisKeys.outbox(ledgerId), ...ids)
    return ids.map((requestId, i) => ({ ledgerId, requestId, hold: holds[i] ?? null, event: events[i] ?? null }))
  }

  /** Takes over an event: whoever settles the request later does nothing, and no reaper looks at it for a while. */
  async take({ ledgerId, requestId }: LeftBehind, forMs: number): Promise<void> {
    await this.redis
      .multi()
      .set(redisKeys.taken(ledgerId, requestId), '1', 'EX', TAKEN_SECONDS)
      .zadd(redisKeys.due(ledgerId), 'XX', Date.now() + forMs, requestId)
      .exec()
  }

  /** Removes a due entry behind which there is nothing. */
  async drop({ ledgerId, requestId }: LeftBehind): Promise<void> {
    await this.redis.zrem(redisKeys.due(ledgerId), requestId)
  }

  /** Crosses off events that the queue has; harmless for events that were never here. */
  async forget(events: readonly UsageEvent[]): Promise<void> {
    const byLedger = [...Map.groupBy(events, ({ ledgerId }) => ledgerId)]
    // One command for a batch of events: one for each ledger cost as much as admitting its requests did. On a cluster there is no other way.
    const commands = this.redis.isCluster ? byLedger.map((one) => [one]) : [byLedger]
    await Promise.all(commands.map((ledgers) => this.forgetIn(ledgers)))
  }

  private async forgetIn(ledgers: readonly [ledgerId: string, events: readonly UsageEvent[]][]): Promise<void> {
    const keys = ledgers.flatMap(([ledgerId]) => [redisKeys.outbox(ledgerId), redisKeys.due(ledgerId)])
    const args = ledgers.flatMap(([, events]) => [events.length, ...events.map(({ requestId }) => requestId)])
    await this.redis.eval(FORGET, keys.length, ...keys, ...args)
  }

  /**
   * Removes ledgers of which nobody heard for ten minutes and that have nothing due. A relay repeats its notice every half minute while
   * it admits, so none can believe that a ledger is named which this removes.
   */
  async retire(nowMs: number, ledgers: readonly { ledgerId: string; noticedAt: number }[]): Promise<void> {
    for (const { ledgerId, noticedAt } of ledgers) {
      if (noticedAt > nowMs - IDLE_MS || (await this.redis.exists(redisKeys.due(ledgerId))) === 1) continue
      await this.redis.eval(RETIRE, 1, redisKeys.ledgers, ledgerId, noticedAt)
    }
  }
}

const DUE = `
local now = redis.call('TIME')
return redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now[1] * 1000 + math.floor(now[2] / 1000), 'LIMIT', 0, ARGV[1])`

const RETIRE = `if redis.call('ZSCORE', KEYS[1], ARGV[1]) == ARGV[2] then redis.call('ZREM', KEYS[1], ARGV[1]) end`

const FORGET = `
local at = 1
for i = 1, #KEYS, 2 do
  local last = at + tonumber(ARGV[at])
  redis.call('HDEL', KEYS[i], unpack(ARGV, at + 1, last))
  redis.call('ZREM', KEYS[i + 1], unpack(ARGV, at + 1, last))
  at = last + 1
end`
