import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { house, serverSecrets } from './house.js'

export interface OwnRelay {
  origin: string
  stop(): Promise<void>
}

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}

const waitUntilHealthy = async (origin: string, relay: ChildProcess): Promise<void> => {
  for (let attempt = 0; attempt < 200 && relay.exitCode === null; attempt++) {
    const isHealthy = await fetch(`${origin}/healthz`).then(
      (answer) => answer.ok,
      () => false,
    )
    if (isHealthy) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('The relay did not come up.')
}

/** A further relay of the house, with upstreams of the suite's own: the same Redis, the same grants. */
export const startOwnRelay = async (providerOrigins: Record<string, string>): Promise<OwnRelay> => {
  const port = await freePort()
  const folder = mkdtempSync(join(tmpdir(), '1relay-own-relay-'))
  const relay = spawn(process.execPath, [join(__dirname, '../../relay/dist/main.js')], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      PATH: process.env['PATH'],
      PORT: String(port),
      HOST: '127.0.0.1',
      REDIS_URL: house().redisUrl,
      // Grants of the suites are in Redis already; the public origin refuses internal calls.
      CONTROL_PLANE_ORIGIN: house().origin,
      INTERNAL_SECRET: serverSecrets().internalSecret,
      PROVIDER_ORIGINS: JSON.stringify(providerOrigins),
      DATA_DIR: folder,
      LOG_LEVEL: 'warn',
    },
  })
  const origin = `http://127.0.0.1:${port}`
  await waitUntilHealthy(origin, relay)
  return {
    origin,
    stop: async () => {
      relay.kill('SIGTERM')
      if (relay.exitCode === null) await once(relay, 'exit')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
