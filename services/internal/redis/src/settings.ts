import { flag, url } from '@1relay/config'

/** Where Redis is. The same in both services. */
export const redisSettings = {
  /** One Redis, or any node of a Cluster. */
  REDIS_URL: url('redis:', 'rediss:'),
  /** What answers there is a Redis Cluster. */
  REDIS_CLUSTER: flag().default(false),
}
