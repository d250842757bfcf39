import { setTimeout as delay } from 'node:timers/promises'
import { USAGE_QUEUE } from '@1relay/contracts'
import type { Logger } from '@1relay/log'
import { openPatient, queuePrefix, type RedisClient, type RedisTarget } from '@1relay/redis'
import { DelayedError, type Job, Worker } from 'bullmq'
import type { UsageIntake } from './usage-intake.service.js'

export interface UsageWorkerOptions {
  redis: RedisTarget
  intake: UsageIntake
  logger: Logger
}

const CONCURRENCY = 4
const RETRY_MS = 2_000
const AHEAD_MS = 6 * 60 * 60 * 1000
const CLOSE_MS = 5_000

/** Works off the relay's usage queue, as soon as and whenever Redis is there. Can run in any process that has PostgreSQL too. */
export class UsageWorker {
  readonly #options: UsageWorkerOptions
  readonly #redis: RedisClient
  readonly #timer: NodeJS.Timeout
  #worker: Worker | undefined
  #isClosed = false

  constructor(options: UsageWorkerOptions) {
    this.#options = options
    // A blocking connection of its own, which BullMQ wants to wait as long as it takes.
    this.#redis = openPatient(options.redis, () => this.#isClosed, this.#warn)
    // What BullMQ 6.7 opens while Redis is away may stay broken, so it is opened when Redis answers first.
    this.#redis.once('ready', () => (this.#worker = this.#open()))
    this.#prepareAhead()
    this.#timer = setInterval(() => this.#prepareAhead(), AHEAD_MS).unref()
  }

  /** Lets running jobs finish, then lets go of Redis. With Redis away there is nothing to wait for: the jobs come again. */
  async close(): Promise<void> {
    this.#isClosed = true
    clearInterval(this.#timer)
    this.#redis.removeAllListeners('ready')
    if (this.#worker !== undefined) {
      const closing = this.#worker.close(this.#redis.status !== 'ready').catch(this.#warn)
      await Promise.race([closing, delay(CLOSE_MS, undefined, { ref: false })])
    }
    this.#redis.disconnect()
  }

  #open(): Worker {
    const worker = new Worker(USAGE_QUEUE, (job, token) => this.#process(job, token), {
      connection: this.#redis,
      prefix: queuePrefix(this.#redis),
      concurrency: CONCURRENCY,
      // A job whose worker was killed comes again, however often that happens: storing it twice changes nothing.
      maxStalledCount: 1_000_000,
      removeOnComplete: { count: 0 },
      removeOnFail: { count: 10_000 },
    })
    return worker.on('error', this.#warn)
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
