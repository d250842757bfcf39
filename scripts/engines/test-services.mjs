// A throw-away PostgreSQL, a throw-away Redis and a throw-away Redis Cluster in a temporary folder.
import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { step } from '../processes/terminal.mjs'
import { startPostgres } from './postgres.mjs'
import { startRedis, startRedisCluster } from './redis.mjs'

/** Starts them, registers how they end, and gives `{ env, folder }`: env has TEST_DATABASE_URL, TEST_REDIS_URL and TEST_REDIS_CLUSTER_URL. */
export const startTestServices = async (shutdown, { postgresPort, redisPort } = {}) => {
  const folder = mkdtempSync(join(tmpdir(), '1relay-test-'))
  chmodSync(folder, 0o711) // the database's user has to pass through
  shutdown.add(() => rmSync(folder, { recursive: true, force: true }))
  const password = randomBytes(18).toString('hex')
  const keep = (started) => {
    shutdown.add(() => started.child.stop())
    return started.url
  }
  const TEST_DATABASE_URL = await step('PostgreSQL (throw-away)', async () =>
    keep(
      await startPostgres({
        folder: join(folder, 'postgres'),
        log: join(folder, 'postgres.log'),
        password,
        isDurable: false,
        port: postgresPort,
      }),
    ),
  )
  const TEST_REDIS_URL = await step('Redis (throw-away)', async () =>
    keep(
      await startRedis({
        folder: join(folder, 'redis'),
        log: join(folder, 'redis.log'),
        isDurable: false,
        port: redisPort,
      }),
    ),
  )
  const TEST_REDIS_CLUSTER_URL = await step('Redis Cluster (throw-away)', async () => {
    const place = { folder: join(folder, 'redis-cluster'), log: join(folder, 'redis-cluster.log') }
    const { children, url } = await startRedisCluster({ ...place, password })
    for (const child of children) shutdown.add(() => child.stop())
    return url
  })
  return { env: { TEST_DATABASE_URL, TEST_REDIS_URL, TEST_REDIS_CLUSTER_URL }, folder }
}
