import type { Logger } from '@1relay/log'
import type { RelayConfig } from './config.js'
import type { Forwarder } from './forward/index.js'
import { chooseKeySource } from './key-source/index.js'
import { AccessTokens } from './oauth2/index.js'
import { ForwarderTokenEndpoint } from './oauth2/token-endpoint.forwarder.js'
import { KeyKeeper, KeyRing } from './relay-keys/index.js'
import { HttpKeyDesk } from './relay-keys/key-desk.http.js'

const RESEAL_EVERY_MS = 60_000
const RETRY = { firstMs: 1000, mostMs: 60_000 }
const ACCESS_TOKENS_MAX = 1000
const TOKEN_TIMEOUT_MS = 10_000

/** What opens protected keys. */
export interface Custody {
  readonly keys: KeyRing
  readonly accessTokens: AccessTokens
  /** Loads the keys and announces them; rejects if they can never be read. */
  start(): Promise<void>
  stop(): Promise<void>
}

/** Builds what opens protected keys, from the configuration. Without a key everything else is served. */
export const createCustody = (config: RelayConfig, forwarder: Forwarder, logger: Logger): Custody => {
  const keys = new KeyRing((keyId) =>
    logger.error({ keyId }, 'a protected key is sealed to a relay key that is not here'),
  )
  const endpoint = new ForwarderTokenEndpoint({
    forwarder,
    operatorOrigins: config.PROVIDER_ORIGINS,
    timeoutMs: TOKEN_TIMEOUT_MS,
  })
  const accessTokens = new AccessTokens({ endpoint, max: ACCESS_TOKENS_MAX, now: () => performance.now() })
  const source = chooseKeySource(config)
  const keeper =
    source &&
    new KeyKeeper({
      ring: keys,
      source,
      desk: new HttpKeyDesk(config.CONTROL_PLANE_ORIGIN, config.INTERNAL_SECRET),
      everyMs: RESEAL_EVERY_MS,
      retry: RETRY,
      onTrouble: (message, error) => logger.warn({ err: error }, message),
      onProgress: (message, counts) => logger.info(counts, message),
    })
  return {
    keys,
    accessTokens,
    start: async () => {
      if (keeper === undefined) logger.warn('no relay key is configured: protected keys are not served')
      await keeper?.start()
    },
    stop: async () => {
      await keeper?.stop()
      accessTokens.close()
    },
  }
}
