import { connectTo, openImpatient, type RedisClient, type RedisTarget } from '@1relay/redis'

export interface RedisConnections {
  /** For scripts and lookups: fails at once while Redis is away. */
  readonly commands: RedisClient
  /** For the usage queue, so that its jobs never stand before an admission. */
  readonly queue: RedisClient
  /** Resolves when connected, or after the first failure: the relay then starts unhealthy and keeps trying. */
  connect(): Promise<void>
  close(): void
}

const QUEUE_TIMEOUT_MS = 2000

/** The relay's Redis connections, each with the habits that its use needs. */
export const connectRedis = (
  target: RedisTarget,
  commandTimeoutMs: number,
  onTrouble: (message: string, error: unknown) => void,
): RedisConnections => {
  const commands = openImpatient(target, commandTimeoutMs, (error) => onTrouble('redis', error))
  const queue = openImpatient(target, QUEUE_TIMEOUT_MS, (error) => onTrouble('redis (queue)', error))
  return {
    commands,
    queue,
    connect: async () => {
      // A failure is told by the error event.
      await Promise.all([commands, queue].map((redis) => connectTo(redis).catch(() => undefined)))
    },
    close: () => {
      commands.disconnect()
      queue.disconnect()
    },
  }
}
