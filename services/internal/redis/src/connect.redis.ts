import { once } from 'node:events'
import { Cluster, Redis } from 'ioredis'

/** Where Redis is. */
export interface RedisTarget {
  /** `redis://` or `rediss://`, with name and password in it if it wants them. */
  readonly url: string
  /** What answers there is a node of a Redis Cluster. */
  readonly isCluster: boolean
}

export type RedisClient = Redis | Cluster

const CONNECT_TIMEOUT_MS = 2000
const RECONNECT_MAX_MS = 1000
const READY_MS = 10_000
// A Redis that loads its file guesses how long that takes, often ten seconds for what is done in one; ioredis would wait for so long.
const LOADING_RETRY_MS = 250

export const reconnectAfter = (attempt: number): number => Math.min(attempt * 50, RECONNECT_MAX_MS)

/**
 * A client whose commands fail at once while Redis is away and after `commandTimeoutMs` when it does not answer: nothing queues up behind a
 * connection that may never come, and what was sent is never sent a second time. It begins with `connectTo`, and goes on trying for ever.
 */
export const openImpatient = (
  target: RedisTarget,
  commandTimeoutMs: number,
  onError: (error: Error) => void,
): RedisClient => {
  const options = {
    commandTimeout: commandTimeoutMs,
    connectTimeout: CONNECT_TIMEOUT_MS,
    maxRetriesPerRequest: 0,
    // A script that was sent and not answered may have run: sent again, it would have run twice.
    autoResendUnfulfilledCommands: false,
    maxLoadingRetryTime: LOADING_RETRY_MS,
  }
  const habits = { lazyConnect: true, enableOfflineQueue: false, enableAutoPipelining: false }
  if (!target.isCluster)
    return new Redis(target.url, { ...habits, ...options, retryStrategy: reconnectAfter }).on('error', onError)
  const nodeOptions = clusterOptions(target, options)
  const retries = { clusterRetryStrategy: reconnectAfter, retryDelayOnFailover: 0 }
  const cluster = new Cluster([target.url], { ...habits, ...nodeOptions, ...retries }).on('error', onError)
  // A node is connected to at its first command and refuses others meanwhile, so the first is ours. Not at once: who discovers a node has a command for it.
  return cluster.on('+node', (node: Redis) => {
    if (cluster.status === 'ready') setImmediate(() => void node.ping().catch(() => undefined))
  })
}

/** Resolves when the client can be used; rejects when Redis is away, or a cluster has not come together within ten seconds. */
export const connectTo = async (client: RedisClient): Promise<void> => {
  // A cluster whose nodes do not agree yet is connected to again and again, which connect() does not tell.
  const ready = once(client, 'ready', { signal: AbortSignal.timeout(READY_MS) })
  await Promise.race([ready, client.connect().then(() => ready)])
  await ping(client)
}

/** Resolves when Redis answers, of a cluster every node that has keys; rejects otherwise. */
export const ping = async (client: RedisClient): Promise<void> => {
  const nodes = nodesOf(client)
  if (nodes.length === 0) throw new Error('no node of the Redis Cluster is known')
  await Promise.all(nodes.map((node) => node.ping()))
}

/** Every node that has keys: one Redis is one, a cluster that is away has none. */
export const nodesOf = (client: RedisClient): readonly Redis[] =>
  'nodes' in client ? client.nodes('master') : [client]

/** A client that waits as long as it takes, for BullMQ's workers. `isClosed`: it, and the copies that BullMQ makes of it, stop trying. */
export const openPatient = (
  target: RedisTarget,
  isClosed: () => boolean,
  onError: (error: Error) => void,
): RedisClient => {
  const retryStrategy = (attempt: number) => (isClosed() ? null : reconnectAfter(attempt))
  const options = { maxRetriesPerRequest: null, maxLoadingRetryTime: LOADING_RETRY_MS }
  const client = target.isCluster
    ? new Cluster([target.url], { ...clusterOptions(target, options), clusterRetryStrategy: retryStrategy })
    : new Redis(target.url, { ...options, retryStrategy })
  return client.on('error', onError)
}

/** What every node gets: a cluster names its nodes without name, password and transport. */
const clusterOptions = <Options extends object>({ url }: RedisTarget, options: Options) => {
  const { protocol, username, password } = new URL(url)
  const isSecure = protocol === 'rediss:'
  return {
    redisOptions: {
      ...options,
      ...(username !== '' && { username: decodeURIComponent(username) }),
      ...(password !== '' && { password: decodeURIComponent(password) }),
      ...(isSecure && { tls: {} }),
    },
    // A node is named as its certificate names it.
    ...(isSecure && { dnsLookup: asNamed }),
  }
}

const asNamed = (address: string, done: (error: null, address: string) => void): void => done(null, address)

/** BullMQ's prefix of keys: on a cluster one hash tag, so that its scripts find all keys of a queue on one node. */
export const queuePrefix = ({ isCluster }: { readonly isCluster: boolean }): string => (isCluster ? '{bull}' : 'bull')
