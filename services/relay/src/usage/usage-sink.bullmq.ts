import { USAGE_QUEUE, type UsageEvent, type UsageJob } from '@1relay/contracts'
import { Queue } from 'bullmq'
import { queuePrefix, type RedisClient } from '@1relay/redis'
import { hash } from 'node:crypto'
import type { UsageSink } from './usage-log.port.js'

const TIMEOUT_MS = 2000
// A worker that is away must not cost events: tried every ten seconds for a week.
const ATTEMPTS = 60_480

/** Puts each batch into one BullMQ job. The job's id is made of the request ids, so the same batch delivered twice is one job. */
export class BullmqUsageSink implements UsageSink {
  private queue: Queue<UsageJob> | undefined

  /** The connection MUST have no offline queue and a command timeout; it stays its owner's to close. */
  constructor(
    private readonly redis: RedisClient,
    private readonly prefix = queuePrefix(redis),
  ) {}

  async deliver(events: readonly UsageEvent[]): Promise<void> {
    if (this.redis.status !== 'ready') throw new Error('the queue is not connected')
    this.queue ??= this.open()
    const jobId = `u-${hash('sha256', events.map(({ requestId }) => requestId).join(), 'hex').slice(0, 32)}`
    const added = this.queue.add('usage', { events: [...events] }, { jobId })
    await within(TIMEOUT_MS, added)
  }

  async close(): Promise<void> {
    if (this.queue !== undefined) await within(TIMEOUT_MS, this.queue.close()).catch(() => undefined)
  }

  // Opened at the first delivery: a queue that is made while Redis is away stays broken (BullMQ 6.7).
  private open(): Queue<UsageJob> {
    const queue = new Queue<UsageJob>(USAGE_QUEUE, {
      prefix: this.prefix,
      skipWaitingForReady: true,
      connection: this.redis,
      defaultJobOptions: {
        attempts: ATTEMPTS,
        backoff: { type: 'fixed', delay: 10_000 },
        removeOnComplete: { age: 3600, count: 10_000 },
      },
    })
    // Failures show at deliver(); an unhandled 'error' event would end the process.
    queue.on('error', () => undefined)
    return queue
  }
}

// The timer goes with the answer: as long as it runs, it keeps a whole batch of events.
const within = <T>(ms: number, work: Promise<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    const onTime = (): void => reject(new Error(`the queue did not answer within ${ms} ms`))
    const timer = setTimeout(onTime, ms).unref()
    void work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
