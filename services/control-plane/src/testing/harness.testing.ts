import { mkdtempSync, readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLogger, type LogSink } from '@1relay/log'
import type { DataSource } from 'typeorm'
import { DataSource as DataSourceToken } from 'typeorm'
import { parse } from 'yaml'
import type { Config } from '../config.js'
import type { ContractDocument } from '../edge/index.js'
import { type RunningServer, startServer } from '../server.js'
import { createTestDatabase } from './database.testing.js'
import { type Answer, type Ask, send } from './http-client.testing.js'
import { claimTestRedis } from './redis.testing.js'

export type { Answer, Ask } from './http-client.testing.js'

export const PUBLIC_ORIGIN = 'http://1relay.test'
export const INTERNAL_SECRET = '3q2+7wRk9Zb1xYpLm0aVtE5uQh8sJdFgCnXo4iNzKcM='
export const AUDIT_KEY = 'x0FqJ5o1mT8cVbR2yKzP7wLd9sNhE4uGaI6tQjXeW3M'

/** The contract, parsed once a test file. */
export const contract = parse(
  readFileSync(require.resolve('@1relay/contracts/openapi.yaml'), 'utf8'),
) as ContractDocument

/** A whole control plane on real engines, for one test file. */
export interface ControlPlane {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string
  readonly databaseUrl: string
  readonly redisUrl: string
  /** The application's own pool, to look at rows. */
  readonly database: DataSource
  readonly server: RunningServer
  /** Where it writes its files; gone when it is closed. */
  readonly dataDir: string
  /** Everything the process logged, as it was written. */
  readonly log: readonly string[]
  /** One request; never throws for a status. */
  ask(method: string, path: string, ask?: Ask): Promise<Answer>
  close(): Promise<void>
}

export interface HarnessOptions {
  config?: Partial<Config>
  clock?: () => Date
}

const configFor = (databaseUrl: string, redisUrl: string, dataDir: string): Config => ({
  host: '127.0.0.1',
  port: 0,
  databaseUrl,
  redis: { url: redisUrl, isCluster: false },
  publicOrigin: PUBLIC_ORIGIN,
  internalSecret: INTERNAL_SECRET,
  auditKeys: [Buffer.from(AUDIT_KEY, 'base64url')],
  dataDir,
  linkDist: undefined,
  consoleDist: undefined,
  exampleAppUrl: undefined,
  smtpUrl: undefined,
  mailFrom: '1Relay <no-reply@1relay.test>',
  securityContact: undefined,
  logLevel: 'debug',
  trustProxyHops: 0,
  sharedEgress: [],
  usageRetentionDays: 400,
  workspacePlan: 'business',
  webhookOrigins: [],
  queueWorkers: true,
  migrate: false,
  throttleScale: 10_000,
  browserApps: {
    allowedOrigins: [],
    appSecret: undefined,
    addressRequestsPerMinute: 1_000_000,
    registrationsPerHour: 1_000_000,
    aiRequestsPerMinute: 20,
    tokenExpiryDays: 90,
    relayOrigin: PUBLIC_ORIGIN,
  },
  validatesAnswers: true,
})

/** Starts a control plane on a free port, with a database and a Redis of its own. Close it in `afterAll`. */
export const startControlPlane = async (options: HarnessOptions = {}): Promise<ControlPlane> => {
  const [database, redis] = await Promise.all([createTestDatabase(), claimTestRedis()])
  const dataDir = mkdtempSync(join(tmpdir(), 'control-plane-'))
  const config = { ...configFor(database.url, redis.url, dataDir), ...options.config }
  const log: string[] = []
  const destination: LogSink = { write: (line) => log.push(line) }
  const logger = createLogger({ name: 'control-plane', level: config.logLevel, destination })
  const server = await startServer({ config, logger, clock: options.clock ?? (() => new Date()), contract })
  const origin = `http://127.0.0.1:${server.port}`
  return {
    origin,
    databaseUrl: database.url,
    redisUrl: redis.url,
    dataDir,
    database: server.app.get<DataSource>(DataSourceToken),
    server,
    log,
    ask: (method, path, ask) => send(origin, method, path, ask),
    close: async () => {
      await server.close()
      await Promise.all([database.drop(), redis.release(), rm(dataDir, { recursive: true, force: true })])
    },
  }
}
