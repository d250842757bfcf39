/**
 * Starts the whole product as a newcomer does (scripts/start.mjs), on free ports, with a database, a Redis and a data
 * folder of its own, and tells the suites where it is through HOUSE.
 */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, openSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'

const root = join(import.meta.dirname, '../../..')

const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })

const createDatabase = async () => {
  const admin = process.env.TEST_DATABASE_URL
  if (!admin) throw new Error('TEST_DATABASE_URL is not set: run the suites by `npm test`, which starts the servers.')
  const name = `e2e_${randomBytes(6).toString('hex')}`
  const client = new pg.Client(admin)
  await client.connect()
  await client.query(`CREATE DATABASE ${name}`)
  await client.end()
  const url = new URL(admin)
  url.pathname = `/${name}`
  return url.href
}

const waitFor = async (check, isAlive, what) => {
  for (let attempt = 0; attempt < 600; attempt++) {
    if (await check()) return
    if (!isAlive()) break
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  throw new Error(`${what} did not come up.`)
}

const startRedis = async (folder) => {
  const port = await freePort()
  const redis = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder], {
    stdio: 'ignore',
  })
  return { redis, url: `redis://127.0.0.1:${port}` }
}

export default async function startHouse() {
  const folder = mkdtempSync(join(tmpdir(), '1relay-e2e-'))
  const { redis, url: redisUrl } = await startRedis(folder)
  const [port, examplePort, controlPort] = [await freePort(), await freePort(), await freePort()]
  const databaseUrl = await createDatabase()
  const origin = `http://localhost:${port}`
  const log = openSync(join(folder, 'start.log'), 'a')
  const start = spawn(process.execPath, [join(root, 'scripts/start.mjs')], {
    cwd: root,
    stdio: ['ignore', log, log],
    env: {
      ...process.env,
      NODE_ENV: 'production',
      NODE_OPTIONS: '',
      PORT: String(port),
      EXAMPLE_PORT: String(examplePort),
      CONTROL_PORT: String(controlPort),
      DATABASE_URL: databaseUrl,
      REDIS_URL: redisUrl,
      DATA_DIR: folder,
      // Suites register many accounts from one address; the limits themselves are tested in the control plane.
      THROTTLE_SCALE: '1000',
      ADDRESS_REQUESTS_PER_MINUTE: '1000000',
      REGISTRATIONS_PER_HOUR: '1000000',
      // Receivers of webhooks are servers of the suites.
      WEBHOOK_ORIGINS: 'http://127.0.0.1:*',
    },
  })
  let isAlive = true
  start.once('exit', () => (isAlive = false))
  globalThis.__house = { start, redis, folder }
  // A run that is broken off has no teardown.
  process.once('exit', () => [start, redis].forEach((child) => child.kill('SIGTERM')))
  const isUp = (url) => () =>
    fetch(url).then(
      (answer) => answer.ok,
      () => false,
    )
  const exampleOrigin = `http://localhost:${examplePort}`
  try {
    await waitFor(isUp(`${origin}/healthz`), () => isAlive, 'The house')
    await waitFor(isUp(exampleOrigin), () => isAlive, 'The example app')
  } catch (error) {
    throw new Error(`${error.message}\n${readFileSync(join(folder, 'start.log'), 'utf8').slice(-4000)}`)
  }
  const controlOrigin = `http://127.0.0.1:${controlPort}`
  process.env.HOUSE = JSON.stringify({ origin, controlOrigin, exampleOrigin, databaseUrl, redisUrl, folder })
}
