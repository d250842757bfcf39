import { Subscriber, type RedisClient } from '@1relay/redis'

/** Channel of an account's news. */
export const newsChannel = (accountId: string): string => `1r:news:${accountId}`

export interface NewsOptions {
  /** Publishes: refuses at once while Redis is away. */
  redis: RedisClient
  onError: (error: Error) => void
}

type Listener = (message: string) => void

/** Publishes, and listens on a connection of its own that is made when the first listener comes. */
export class News {
  readonly #options: NewsOptions
  readonly #listeners = new Map<string, Set<Listener>>()
  readonly #onGap = new Set<() => void>()
  readonly #subscriber: Subscriber

  constructor(options: NewsOptions) {
    this.#options = options
    this.#subscriber = new Subscriber({
      ...options,
      onMessage: (channel, message) => {
        for (const listener of this.#listeners.get(channel) ?? []) listener(message)
      },
      onGap: () => {
        for (const listener of this.#onGap) listener()
      },
    })
  }

  async publish(channel: string, message: string): Promise<void> {
    await this.#options.redis.publish(channel, message)
  }

  /** Hears every message of the channel from some moment soon on, until the answered function is called. */
  listen(channel: string, listener: Listener): () => void {
    const listeners = this.#listeners.get(channel) ?? new Set()
    this.#listeners.set(channel, listeners.add(listener))
    if (listeners.size === 1) this.#subscriber.subscribe(channel)
    return () => {
      if (!listeners.delete(listener) || listeners.size > 0) return
      this.#listeners.delete(channel)
      this.#subscriber.unsubscribe(channel)
    }
  }

  /** Called when the connection is back after a break, in which messages may have been missed. */
  onGap(listener: () => void): void {
    this.#onGap.add(listener)
  }

  close(): void {
    this.#subscriber.close()
  }
}
