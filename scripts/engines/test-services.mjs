// One throw-away PostgreSQL and one throw-away Redis in a temporary folder.
import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { step } from '../processes/terminal.mjs'
import { startPostgres } from './postgres.mjs'
import { startRedis } from './redis.mjs'

/** Starts both, registers how they end, and gives `{ env: { TEST_DATABASE_URL, TEST_REDIS_URL }, folder }`. */
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
  return { env: { TEST_DATABASE_URL, TEST_REDIS_URL }, folder }
}
