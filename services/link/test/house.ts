import type { ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDatabase, end, freePort, services, startRedis, startService, untilHealthy } from './processes.js'
import { startProvider, type StubProvider } from './provider.js'

export interface RunningHouse {
  /** The public one: the relay, and behind it the control plane. */
  readonly origin: string
  readonly provider: StubProvider
  stop(): Promise<void>
}

const built = {
  controlPlane: join(services, 'control-plane/dist/main.js'),
  relay: join(services, 'relay/dist/main.js'),
  page: join(services, 'link/dist/index.html'),
}

/** The real control plane and the real relay, as built, on a database and a Redis of their own, serving the Link page as built. */
export const startHouse = async (): Promise<RunningHouse> => {
  for (const file of Object.values(built))
    if (!existsSync(file)) throw new Error(`${file} is missing: run \`npm run build\` first`)
  const folder = mkdtempSync(join(tmpdir(), '1relay-link-'))
  const [redisPort, controlPort, port] = [await freePort(), await freePort(), await freePort()]
  const [database, provider] = [await createDatabase(), await startProvider()]
  const children: ChildProcess[] = [startRedis(redisPort, folder)]
  const stop = async () => {
    for (const child of children.reverse()) await end(child)
    await provider.stop()
    await database.drop()
    rmSync(folder, { recursive: true, force: true })
  }
  const start = async (main: string, at: number, env: Record<string, string>) => {
    const child = startService(main, { PORT: String(at), HOST: '127.0.0.1', ...env })
    children.push(child)
    await untilHealthy(`http://127.0.0.1:${at}`, child)
  }
  const origin = `http://localhost:${port}`
  const known = { REDIS_URL: `redis://127.0.0.1:${redisPort}`, INTERNAL_SECRET: randomBytes(32).toString('hex') }
  try {
    await start(built.controlPlane, controlPort, {
      ...known,
      AUDIT_KEY: randomBytes(32).toString('base64url'),
      DATABASE_URL: database.url,
      PUBLIC_ORIGIN: origin,
      DATA_DIR: join(folder, 'control-plane'),
      LINK_DIST: join(services, 'link/dist'),
      THROTTLE_SCALE: '1000',
      TRUST_PROXY_HOPS: '1',
    })
    await start(built.relay, port, {
      ...known,
      CONTROL_PLANE_ORIGIN: `http://127.0.0.1:${controlPort}`,
      PUBLIC_FALLTHROUGH: 'true',
      PROVIDER_ORIGINS: JSON.stringify({
        openai: provider.origin,
        anthropic: provider.origin,
        google: provider.origin,
      }),
      DATA_DIR: join(folder, 'relay'),
    })
  } catch (error) {
    await stop()
    throw error
  }
  return { origin, provider, stop }
}
