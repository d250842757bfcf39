import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'

export const services = join(__dirname, '../..')

export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** Starts a built service with the environment it names and nothing else of ours. */
export const startService = (main: string, env: Record<string, string>): ChildProcess =>
  spawn(process.execPath, [main], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { PATH: process.env['PATH'], NODE_ENV: 'test', LOG_LEVEL: 'fatal', ...env },
  })

export const startRedis = (port: number, folder: string): ChildProcess => {
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder]
  return spawn('redis-server', options, { stdio: 'ignore' })
}

export const end = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'exit')
}

export const untilHealthy = async (origin: string, server: ChildProcess): Promise<void> => {
  for (let attempt = 0; attempt < 300 && server.exitCode === null; attempt++) {
    const isUp = await fetch(`${origin}/healthz`).then(
      (answer) => answer.ok,
      () => false,
    )
    if (isUp) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`${origin} did not come up.`)
}

interface PgClient {
  connect(): Promise<void>
  query(sql: string): Promise<unknown>
  end(): Promise<void>
}

// The driver of the process under test: the page itself has no business with a database.
const pg = createRequire(join(services, 'control-plane/package.json'))('pg') as {
  Client: new (url: string) => PgClient
}

export const createDatabase = async (): Promise<{ url: string; drop(): Promise<void> }> => {
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
