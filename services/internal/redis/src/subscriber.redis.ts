import type { Redis } from 'ioredis'
import { nodesOf, reconnectAfter, type RedisClient } from './connect.redis.js'

export interface SubscriberOptions {
  /** The connection, or the cluster, whose nodes are listened to. Stays its owner's. */
  readonly redis: RedisClient
  readonly onMessage: (channel: string, message: string) => void
  /** Listening again after a break, in which messages may have been missed. */
  readonly onGap: () => void
  readonly onError: (error: Error) => void
}

/**
 * Listens to channels on a connection of its own, and again whenever that is lost. On a cluster every node hears what is published
 * anywhere, so it listens to one, and to another when that one is lost. (ioredis' own cluster subscriber does not say when it was away.)
 */
export class Subscriber {
  private readonly channels = new Set<string>()
  private connection: Redis | undefined
  private timer: NodeJS.Timeout | undefined
  private attempts = 0
  private hasListened = false
  private isClosed = false

  /** Connects at the first channel. */
  constructor(private readonly options: SubscriberOptions) {}

  subscribe(channel: string): void {
    this.channels.add(channel)
    if (this.connection === undefined) return this.open()
    if (this.connection.status === 'ready') this.connection.subscribe(channel).catch(this.options.onError)
  }

  unsubscribe(channel: string): void {
    this.channels.delete(channel)
    if (this.connection?.status === 'ready') this.connection.unsubscribe(channel).catch(this.options.onError)
  }

  close(): void {
    this.isClosed = true
    clearTimeout(this.timer)
    this.connection?.disconnect()
  }

  private open(): void {
    if (this.isClosed || this.timer !== undefined) return
    const node = anyNodeOf(this.options.redis)
    if (node === undefined) return this.openLater()
    const { onMessage, onError } = this.options
    const patience = { commandTimeout: undefined, enableOfflineQueue: true, maxRetriesPerRequest: null }
    const connection = node.duplicate({ ...patience, lazyConnect: false, readOnly: false, retryStrategy: () => null })
    this.connection = connection
    connection.on('error', onError).on('message', onMessage)
    connection.on('ready', () => void this.listen(connection).catch(onError))
    connection.on('end', () => {
      this.connection = undefined
      this.openLater()
    })
  }

  private openLater(): void {
    if (this.isClosed) return
    this.timer = setTimeout(() => {
      this.timer = undefined
      this.open()
    }, reconnectAfter(++this.attempts)).unref()
  }

  private async listen(connection: Redis): Promise<void> {
    if (this.channels.size > 0) await connection.subscribe(...this.channels)
    this.attempts = 0
    if (this.hasListened) this.options.onGap()
    this.hasListened = true
  }
}

const anyNodeOf = (redis: RedisClient): Redis | undefined => {
  const nodes = nodesOf(redis)
  return nodes[Math.floor(Math.random() * nodes.length)]
}
