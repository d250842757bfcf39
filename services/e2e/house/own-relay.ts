import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './fleet/port.js'
import { ServiceProcess } from './fleet/process.js'
import { house, serverSecrets } from './house.js'

export interface OwnRelay {
  origin: string
  stop(): Promise<void>
}

/** A further relay of the house, with upstreams of the suite's own: the same Redis, the same grants. */
export const startOwnRelay = async (
  providerOrigins: Record<string, string>,
  env: Record<string, string> = {},
): Promise<OwnRelay> => {
  const folder = mkdtempSync(join(tmpdir(), '1relay-own-relay-'))
  const relay = new ServiceProcess({
    service: 'relay',
    port: await freePort(),
    env: {
      REDIS_URL: house().redisUrl,
      CONTROL_PLANE_ORIGIN: house().controlOrigin,
      INTERNAL_SECRET: serverSecrets().internalSecret,
      PROVIDER_ORIGINS: JSON.stringify(providerOrigins),
      RELAY_PRIVATE_KEYS_FILE: join(house().folder, 'relay-keys'),
      DATA_DIR: folder,
      LOG_LEVEL: 'warn',
      ...env,
    },
  })
  await relay.start()
  return {
    origin: relay.origin,
    stop: async () => {
      await relay.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
