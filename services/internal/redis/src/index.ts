/**
 * Connections to Redis, be it one or a Cluster, for both services: what they do while it is away, and how its channels are listened to.
 *
 * Invariant: no command waits for a connection that may never come, unless it is a worker's, and none is sent twice.
 */
export {
  connectTo,
  nodesOf,
  openImpatient,
  openPatient,
  ping,
  queuePrefix,
  type RedisClient,
  type RedisTarget,
} from './connect.redis.js'
export { nameServers } from './servers.redis.js'
export { redisSettings } from './settings.js'
export { Subscriber, type SubscriberOptions } from './subscriber.redis.js'
