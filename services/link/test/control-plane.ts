import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const services = join(__dirname, '../..')
const controlPlane = join(services, 'control-plane')

export interface RunningControlPlane {
  readonly origin: string
  stop(): Promise<void>
}

/** The real control plane, as built, on a database and a Redis of its own, serving the Link page as built. */
export const startControlPlane = async (): Promise<RunningControlPlane> => {
  for (const file of [join(controlPlane, 'dist/main.js'), join(services, 'link/dist/index.html')]) {
    if (!existsSync(file)) throw new Error(`${file} is missing: run \`npm run build\` first`)
  }
  const folder = mkdtempSync(join(tmpdir(), '1relay-link-'))
  const redisPort = await freePort()
  const redisArguments = ['--port', String(redisPort), '--bind', '127.0.0.1', '--save', '', '--dir', folder]
  const redis = spawn('redis-server', redisArguments, { stdio: 'ignore' })
  const database = await createDatabase()
  const port = await freePort()
  const origin = `http://localhost:${port}`
  const server = spawn(process.execPath, [join(controlPlane, 'dist/main.js')], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      PATH: process.env['PATH'],
      NODE_ENV: 'test',
      PORT: String(port),
      DATABASE_URL: database.url,
      REDIS_URL: `redis://127.0.0.1:${redisPort}`,
      PUBLIC_ORIGIN: origin,
      INTERNAL_SECRET: randomBytes(32).toString('hex'),
      DATA_DIR: folder,
      LINK_DIST: join(services, 'link/dist'),
      LOG_LEVEL: 'fatal',
      THROTTLE_SCALE: '1000',
    },
  })
  const stop = async () => {
    await end(server)
    await end(redis)
    await database.drop()
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    await untilHealthy(`http://127.0.0.1:${port}`, server)
  } catch (error) {
    await stop()
    throw error
  }
  return { origin: `http://localhost:${port}`, stop }
}

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

const end = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'exit')
}

const untilHealthy = async (origin: string, server: ChildProcess): Promise<void> => {
  for (let attempt = 0; attempt < 300 && server.exitCode === null; attempt++) {
    const isUp = await fetch(`${origin}/healthz`).then(
      (answer) => answer.ok,
      () => false,
    )
    if (isUp) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('The control plane did not come up.')
}

interface PgClient {
  connect(): Promise<void>
  query(sql: string): Promise<unknown>
  end(): Promise<void>
}

// The driver of the process under test: the page itself has no business with a database.
const pg = createRequire(join(controlPlane, 'package.json'))('pg') as { Client: new (url: string) => PgClient }

const createDatabase = async (): Promise<{ url: string; drop(): Promise<void> }> => {
  const admin = process.env['TEST_DATABASE_URL']
  if (!admin)
    throw new Error('TEST_DATABASE_URL is not set: run the tests by `npm test`, or start `scripts/services.mjs`')
  const name = `link_test_${randomBytes(6).toString('hex')}`
  const run = async (sql: string) => {
    const client = new pg.Client(admin)
    await client.connect()
    await client.query(sql)
    await client.end()
  }
  await run(`CREATE DATABASE ${name}`)
  const url = new URL(admin)
  url.pathname = `/${name}`
  return { url: url.href, drop: () => run(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) }
}
