import { Redis } from 'ioredis'

const COMMAND_TIMEOUT_MS = 1_000
const CONNECT_TIMEOUT_MS = 2_000
const RECONNECT_MAX_MS = 1_000
const LOADING_RETRY_MS = 250

/**
 * A connection that is made in the background and made again for ever. While it is down, commands are refused at once:
 * rate limits fail closed, and a queue of commands would only delay the answer that they cannot be checked.
 */
export const openRedis = (url: string, onError: (error: Error) => void): Redis => {
  const redis = new Redis(url, {
    lazyConnect: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: COMMAND_TIMEOUT_MS,
    connectTimeout: CONNECT_TIMEOUT_MS,
    retryStrategy: (attempt) => Math.min(attempt * 50, RECONNECT_MAX_MS),
    // A Redis that loads its file guesses how long that takes, often ten seconds for what is done in one; ioredis would wait for so long.
    maxLoadingRetryTime: LOADING_RETRY_MS,
  })
  redis.on('error', onError)
  return redis
}
