import type { UsageEvent } from '@1relay/contracts'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { RedisAdmissionStore } from './admit/admission.redis.js'
import { RedisOpenWork } from './admit/open-work.redis.js'
import type { RelayConfig } from './config.js'
import type { RedisConnections } from './connect.redis.js'
import type { FindGrant } from './grants/index.js'
import { Reaper, Recover, Settle, type Pending } from './settle/index.js'
import { BatchedUsageLog } from './usage/index.js'
import { HttpUsageReceipts } from './usage/receipts.http.js'
import { FileUsageJournal, PART_MS } from './usage/usage-journal.file.js'
import { BullmqUsageSink } from './usage/usage-sink.bullmq.js'
import { FileSpool } from './usage/usage-spool.file.js'

const REPLAY_EVERY_MS = 5000
const SETTLE_RETRY_MS = 1000
const REAPS_A_LIFETIME = 9

interface Setting {
  readonly config: RelayConfig
  /** Prefix of the queue's keys; tests keep theirs apart. */
  readonly queuePrefix?: string
}

/** What the books stand on. */
interface Grounds {
  readonly redis: RedisConnections
  readonly store: RedisAdmissionStore
  readonly finder: FindGrant
  readonly onTrouble: (message: string, error: unknown) => void
}

export interface Books {
  readonly usage: BatchedUsageLog
  readonly journal: FileUsageJournal
  readonly settle: Settle
  readonly reaper: Reaper
  readonly recover: Recover
  /** Takes the event of a call that was never admitted. */
  readonly record: (event: UsageEvent) => void
}

/** Settling, recording, and finishing what a dead relay left open: together they see to it that nothing is lost or counted twice. */
export const createBooks = ({ config, queuePrefix }: Setting, { redis, store, finder, onTrouble }: Grounds): Books => {
  const rebuild = (grantId: string): Promise<unknown> => finder.rebuild(grantId)
  const work = new RedisOpenWork(redis.queue)
  const journal = new FileUsageJournal({ folder: join(config.DATA_DIR, 'usage-journal'), now: Date.now, onTrouble })
  const usage = new BatchedUsageLog({
    sink: new BullmqUsageSink(redis.queue, queuePrefix),
    spool: new FileSpool<UsageEvent>(join(config.DATA_DIR, 'usage-spool')),
    flushAfterMs: 50,
    replayEveryMs: REPLAY_EVERY_MS,
    onDelivered: (events) => work.forget(events),
    onTrouble,
  })
  const redeliver = (event: UsageEvent): void => usage.append(event)
  const deliver = (event: UsageEvent, memory: string | null): void => {
    journal.note(event, memory)
    redeliver(event)
  }
  const receipts = new HttpUsageReceipts(config.CONTROL_PLANE_ORIGIN, config.INTERNAL_SECRET)
  const memory = (): Promise<string> => work.memory(randomUUID())
  const timing = { everyMs: PART_MS, now: Date.now, onTrouble }
  const recover = new Recover({ journal, receipts, store, rebuild, memory, deliver: redeliver, ...timing })
  finder.onRebuild = (grantId) => recover.wasRebuilt(grantId)
  const settle = new Settle({
    store,
    deliver,
    rebuild,
    spool: new FileSpool<Pending>(join(config.DATA_DIR, 'settlement-spool')),
    retryEveryMs: SETTLE_RETRY_MS,
    onTrouble,
  })
  const reaper = new Reaper({
    work,
    store,
    deliver,
    redeliver,
    holder: randomUUID(),
    everyMs: Math.ceil(config.HOLD_TTL_MS / REAPS_A_LIFETIME),
    holdTtlMs: config.HOLD_TTL_MS,
    now: Date.now,
    onTrouble,
  })
  return { usage, journal, settle, reaper, recover, record: (event) => deliver(event, null) }
}
