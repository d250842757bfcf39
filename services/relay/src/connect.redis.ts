import { Redis } from 'ioredis'

export interface RedisConnections {
  /** For scripts and lookups: fails at once while Redis is away. */
  readonly commands: Redis
  /** For the usage queue, so that its jobs never stand before an admission. */
  readonly queue: Redis
  /** For the channel of changed grants: waits and subscribes again. */
  readonly subscriber: Redis
  /** Resolves when connected, or after the first failure: the relay then starts unhealthy and keeps trying. */
  connect(): Promise<void>
  close(): void
}

const QUEUE_TIMEOUT_MS = 2000

const patience = {
  retryStrategy: (times: number): number => Math.min(times * 50, 1000),
  // A Redis that loads its file guesses how long that takes, often ten seconds for what is done in one; ioredis would wait for so long.
  maxLoadingRetryTime: 250,
}

/** The relay's Redis connections, each with the habits that its use needs. */
export const connectRedis = (
  url: string,
  commandTimeout: number,
  onTrouble: (message: string, error: unknown) => void,
): RedisConnections => {
  const impatient = {
    lazyConnect: true,
    // Fail closed and fast: no queue of requests whose callers have gone.
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout,
    // A script that was sent and not answered may have run: sent again, its hold would stand twice.
    autoResendUnfulfilledCommands: false,
    enableAutoPipelining: false,
    ...patience,
  }
  const commands = new Redis(url, impatient)
  const queue = new Redis(url, { ...impatient, commandTimeout: QUEUE_TIMEOUT_MS })
  const subscriber = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: null, ...patience })
  commands.on('error', (error) => onTrouble('redis', error))
  queue.on('error', (error) => onTrouble('redis (queue)', error))
  subscriber.on('error', (error) => onTrouble('redis (subscriber)', error))
  return {
    commands,
    queue,
    subscriber,
    connect: async () => {
      // A failure is told by the error event.
      await Promise.all([commands, queue].map((redis) => redis.connect().catch(() => undefined)))
    },
    close: () => {
      commands.disconnect()
      queue.disconnect()
      subscriber.disconnect()
    },
  }
}
