/**
 * The connection to Redis that the HTTP side uses: rate limits and projections. Holds nothing that cannot be rebuilt.
 *
 * Invariant: a command fails at once when Redis is away. Nothing queues up behind a connection that may never come.
 */
export { REDIS } from './redis.token.js'
