import { browserAppSettings } from '@1relay/browser-apps'
import { findProvider } from '@1relay/contracts'
import {
  flag,
  integer,
  jsonMap,
  oneOf,
  origin,
  port,
  readConfig,
  secret,
  text,
  z,
  type Environment,
} from '@1relay/config'
import { redisSettings } from '@1relay/redis'
import { chooseKeySource, keySettings } from './key-source/index.js'

const MIB = 1024 * 1024

const dollars = z.number().min(0).max(1_000_000)

/** Prices of the operator's own, in dollars a million tokens; README.md says what each means. */
const priceOverrides = z.strictObject({
  version: z.string().regex(/^[\w.@:-]{1,60}$/),
  models: z
    .array(
      z.strictObject({
        upstream: z.string().refine((name) => findProvider(name) !== undefined || URL.parse(name)?.origin === name, {
          message: 'must be a provider of the catalogue or the origin of a custom upstream.',
        }),
        model: z.string().min(1).max(200),
        input: dollars,
        output: dollars,
        cachedInput: dollars.optional(),
        cacheWrite: dollars.optional(),
        reasoning: dollars.optional(),
        audioInput: dollars.optional(),
        audioOutput: dollars.optional(),
        contextWindow: z.int().min(1).max(100_000_000).optional(),
      }),
    )
    .max(10_000),
})

const parseJson = (raw: string): unknown => {
  try {
    return JSON.parse(raw)
  } catch {
    return undefined
  }
}

const settings = {
  /** Port of the public listener. */
  PORT: port().default(8787),
  HOST: text().default('0.0.0.0'),
  /** Port of the metrics listener; without it there is none. Metrics are never on the public listener. */
  METRICS_PORT: port().optional(),
  METRICS_HOST: text().default('127.0.0.1'),
  ...redisSettings,
  CONTROL_PLANE_ORIGIN: origin(),
  /** Shared with the control plane: opens its internal endpoints. */
  INTERNAL_SECRET: secret(),
  /** Pass what is no relay path on to the control plane, so that one origin serves everything. */
  PUBLIC_FALLTHROUGH: flag().default(false),
  /** Origins in place of the catalogue's, by upstream (`openai`, or the origin of a custom one). They are not address-guarded. */
  PROVIDER_ORIGINS: jsonMap(origin()).default({}),
  /** JSON: prices that stand before the data set's. */
  PRICE_OVERRIDES: z.string().transform(parseJson).pipe(priceOverrides).optional(),
  /** Usage events wait here while Redis is away, and their copies until they are recorded. */
  DATA_DIR: text().default('.data/relay'),
  LOG_LEVEL: oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent').default('info'),
  /** How many of the operator's own proxies stand in front and append to X-Forwarded-For. */
  TRUST_PROXY_HOPS: integer(0, 8).default(0),
  /** The largest body that is read to find its model; larger ones are refused for grants with a budget or a list of models. */
  INSPECTED_BODY_MAX_BYTES: integer(1024, 512 * MIB).default(32 * MIB),
  /** Bytes of all larger bodies (from 64 KiB) that wait to be judged and sent; one account may have a quarter. Beyond it: 503 `overloaded`. */
  INSPECTED_BODIES_MAX_BYTES: integer(MIB, 64 * 1024 * MIB).default(256 * MIB),
  HEADERS_MAX_BYTES: integer(4096, MIB).default(32 * 1024),
  GRANT_CACHE_MAX: integer(1, 10_000_000).default(10_000),
  UPSTREAM_CONNECT_TIMEOUT_MS: integer(100, 120_000).default(10_000),
  UPSTREAM_HANDSHAKE_TIMEOUT_MS: integer(100, 120_000).default(30_000),
  REDIS_COMMAND_TIMEOUT_MS: integer(50, 10_000).default(500),
  /** How long a hold lasts without a sign of life: what a crashed relay's requests block budget and concurrency for. */
  HOLD_TTL_MS: integer(1000, 3_600_000).default(45_000),
  /** New calls are turned away with 503 `overloaded` while a turn of the event loop takes longer than this. */
  OVERLOAD_LOOP_DELAY_MS: integer(20, 60_000).default(300),
  /** ... while so many calls are open. */
  OVERLOAD_OPEN_CALLS: integer(1, 10_000_000).default(10_000),
  /** ... while the process has more resident memory than this. Without it: 85 % of what the container or the machine has. */
  OVERLOAD_RSS_BYTES: integer(MIB, Number.MAX_SAFE_INTEGER).optional(),
  /** How long open requests may go on after SIGTERM. */
  SHUTDOWN_GRACE_MS: integer(0, 3_600_000).default(30_000),
  ...browserAppSettings,
  ...keySettings,
}

/** Everything that can be set, once. */
export const readRelayConfig = (env: Environment) => {
  const config = readConfig(settings, env)
  // Built here and thrown away: several sources of keys are a wrong setting like any other.
  chooseKeySource(config)
  return config
}

export type RelayConfig = ReturnType<typeof readRelayConfig>
