import { Redis } from 'ioredis'

/** Channel of an account's news. */
export const newsChannel = (accountId: string): string => `1r:news:${accountId}`

export interface NewsOptions {
  redisUrl: string
  /** For publishing: refuses at once while Redis is away. */
  redis: Redis
  onError: (error: Error) => void
}

type Listener = (message: string) => void

const RECONNECT_MAX_MS = 1_000

/** Publishes, and listens on a connection of its own that is made when the first listener comes. */
export class News {
  readonly #options: NewsOptions
  readonly #listeners = new Map<string, Set<Listener>>()
  readonly #onGap = new Set<() => void>()
  #subscriber: Redis | undefined

  constructor(options: NewsOptions) {
    this.#options = options
  }

  async publish(channel: string, message: string): Promise<void> {
    await this.#options.redis.publish(channel, message)
  }

  /** Hears every message of the channel from some moment soon on, until the answered function is called. */
  listen(channel: string, listener: Listener): () => void {
    const listeners = this.#listeners.get(channel) ?? new Set()
    this.#listeners.set(channel, listeners.add(listener))
    if (listeners.size === 1) this.#connection().subscribe(channel).catch(this.#options.onError)
    return () => {
      if (!listeners.delete(listener) || listeners.size > 0) return
      this.#listeners.delete(channel)
      this.#subscriber?.unsubscribe(channel).catch(this.#options.onError)
    }
  }

  /** Called when the connection is back after a break, in which messages may have been missed. */
  onGap(listener: () => void): void {
    this.#onGap.add(listener)
  }

  close(): void {
    this.#subscriber?.disconnect()
  }

  // It waits for Redis as long as it takes, and subscribes again by itself.
  #connection(): Redis {
    if (this.#subscriber !== undefined) return this.#subscriber
    const retryStrategy = (attempt: number) => Math.min(attempt * 50, RECONNECT_MAX_MS)
    const subscriber = new Redis(this.#options.redisUrl, { maxRetriesPerRequest: null, retryStrategy })
    let wasReady = false
    subscriber.on('error', this.#options.onError)
    subscriber.on('message', (channel, message) => {
      for (const listener of this.#listeners.get(channel) ?? []) listener(message)
    })
    subscriber.on('ready', () => {
      if (wasReady) for (const listener of this.#onGap) listener()
      wasReady = true
    })
    this.#subscriber = subscriber
    return subscriber
  }
}
