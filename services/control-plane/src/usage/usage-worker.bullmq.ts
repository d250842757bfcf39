import { USAGE_QUEUE } from '@1relay/contracts'
import type { Logger } from '@1relay/log'
import { DelayedError, type Job, Worker } from 'bullmq'
import { Redis } from 'ioredis'
import type { UsageIntake } from './usage-intake.service.js'

export interface UsageWorkerOptions {
  redisUrl: string
  intake: UsageIntake
  logger: Logger
}

const CONCURRENCY = 4
const RETRY_MS = 2_000
const AHEAD_MS = 6 * 60 * 60 * 1000

/** Works off the relay's usage queue. Can run in any process that has PostgreSQL and Redis. */
export class UsageWorker {
  readonly #options: UsageWorkerOptions
  readonly #redis: Redis
  readonly #worker: Worker
  readonly #timer: NodeJS.Timeout

  constructor(options: UsageWorkerOptions) {
    this.#options = options
    // A blocking connection of its own, which BullMQ wants to wait as long as it takes.
    this.#redis = new Redis(options.redisUrl, { maxRetriesPerRequest: null })
    this.#redis.on('error', this.#warn)
    this.#worker = new Worker(USAGE_QUEUE, (job, token) => this.#process(job, token), {
      connection: this.#redis,
      concurrency: CONCURRENCY,
      // A job whose worker was killed comes again, however often that happens: storing it twice changes nothing.
      maxStalledCount: 1_000_000,
      removeOnComplete: { count: 0 },
      removeOnFail: { count: 10_000 },
    })
    this.#worker.on('error', this.#warn)
    this.#prepareAhead()
    this.#timer = setInterval(() => this.#prepareAhead(), AHEAD_MS).unref()
  }

  /** Lets running jobs finish, then lets go of Redis. */
  async close(): Promise<void> {
    clearInterval(this.#timer)
    await this.#worker.close()
    this.#redis.disconnect()
  }

  async #process(job: Job, token: string | undefined): Promise<void> {
    try {
      await this.#options.intake.take(job.data)
    } catch (err) {
      // Counting attempts would lose the job in a long outage of the database, so it goes back to the queue instead.
      this.#options.logger.warn({ err, job: job.id }, 'usage has to wait')
      await job.moveToDelayed(Date.now() + RETRY_MS, token)
      throw new DelayedError()
    }
  }

  #prepareAhead(): void {
    this.#options.intake.prepareAhead().catch(this.#warn)
  }

  readonly #warn = (err: unknown): void => this.#options.logger.warn({ err }, 'the usage worker has trouble')
}
