import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from '@1relay/log'
import { openPatient, queuePrefix, type RedisClient, type RedisTarget } from '@1relay/redis'
import { Queue, Worker } from 'bullmq'
import type { Housekeeping } from './housekeeping.service.js'

export interface HousekeeperOptions {
  redis: RedisTarget
  housekeeping: Pick<Housekeeping, 'round'>
  logger: Logger
  everyMs?: number
}

const QUEUE = 'housekeeping'
const HOUR_MS = 60 * 60 * 1000
const CLOSE_MS = 5_000

/** Starts a round an hour, in one of all processes. */
export class Housekeeper {
  readonly #options: HousekeeperOptions
  readonly #redis: RedisClient
  #queue: Queue | undefined
  #worker: Worker | undefined
  #timer: NodeJS.Timeout | undefined
  #isClosed = false

  constructor(options: HousekeeperOptions) {
    this.#options = options
    this.#redis = openPatient(options.redis, () => this.#isClosed, this.#warn)
    // As for usage: what BullMQ 6.7 opens while Redis is away may stay broken.
    this.#redis.once('ready', () => this.#open())
  }

  /** Lets a running round finish, within reason: the next one takes up what it left. */
  async close(): Promise<void> {
    this.#isClosed = true
    clearInterval(this.#timer)
    this.#redis.removeAllListeners('ready')
    const isAway = this.#redis.status !== 'ready'
    const closing = Promise.all([this.#worker?.close(isAway), isAway ? undefined : this.#queue?.close()])
    await Promise.race([closing.catch(this.#warn), delay(CLOSE_MS, undefined, { ref: false })])
    this.#redis.disconnect()
  }

  #open(): void {
    const { housekeeping, everyMs = HOUR_MS } = this.#options
    const where = { connection: this.#redis, prefix: queuePrefix(this.#redis) }
    this.#queue = new Queue(QUEUE, where).on('error', this.#warn)
    this.#worker = new Worker(QUEUE, () => housekeeping.round(), { ...where, concurrency: 1 }).on('error', this.#warn)
    this.#schedule()
    // Redis may come back empty, or be emptied; of a cluster that is not seen at the connection.
    this.#redis.on('ready', this.#schedule)
    this.#timer = setInterval(this.#schedule, everyMs).unref()
  }

  // A schedule of this id is there once, however many processes ask for it, and one that is there goes on as it is.
  readonly #schedule = (): void => {
    const every = this.#options.everyMs ?? HOUR_MS
    const kept = { removeOnComplete: { count: 0 }, removeOnFail: { count: 10 } }
    this.#queue?.upsertJobScheduler('round', { every }, { name: 'round', opts: kept }).catch(this.#warn)
  }

  readonly #warn = (err: unknown): void => this.#options.logger.warn({ err }, 'the housekeeper has trouble')
}
