import type { Redis } from 'ioredis'
import { nodesOf, type RedisClient } from './connect.redis.js'

/**
 * Names the servers that have keys. A name that has changed: one of them was started again, or another took its place, perhaps without its latest
 * writes. A connection does not tell: that of a cluster stays as it is while a replica takes over. Rejects unless every one of them answers.
 */
export const nameServers = async (client: RedisClient): Promise<string> => {
  const nodes = nodesOf(client)
  if (nodes.length === 0) throw new Error('no node of the Redis Cluster is known')
  return (await Promise.all(nodes.map(nameServer))).sort().join(' ')
}

const nameServer = async (node: Redis): Promise<string> => {
  const runId = /^run_id:(\w+)/m.exec(await node.info('server'))?.[1] ?? ''
  return `${node.options.host}:${node.options.port}/${runId}`
}
