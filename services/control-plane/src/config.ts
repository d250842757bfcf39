import { browserAppSettings, originPatterns } from '@1relay/browser-apps'
import {
  commaList,
  flag,
  integer,
  oneOf,
  origin,
  port,
  readConfig,
  secret,
  secretKeys,
  text,
  url,
  type Environment,
  z,
} from '@1relay/config'
import { redisSettings, type RedisTarget } from '@1relay/redis'
import { type Network, parseNetwork } from './networks/index.js'

const sharedEgress = () =>
  commaList().transform((cidrs, context) =>
    cidrs.map((cidr) => {
      const network = parseNetwork(cidr)
      if (network !== undefined) return network
      context.addIssue({ code: 'custom', message: 'must be a list of networks such as 198.51.100.0/24,2001:db8::/32.' })
      return z.NEVER
    }),
  )

/** As RFC 9116 writes whom to tell: a URI. A plain address means mail. */
const contact = () =>
  text()
    .transform((given) => (/^[^\s@:/]+@[^\s@:/]+\.[^\s@:/]+$/.test(given) ? `mailto:${given}` : given))
    .refine(
      (uri) => /^(mailto:[^\s@]+@[^\s@]+|https:\/\/[^\s]+)$/.test(uri),
      'must be an e-mail address or an https address.',
    )

const settings = {
  /** `test` also validates every answer against the contract. */
  NODE_ENV: oneOf('development', 'production', 'test').default('production'),
  HOST: text().default('127.0.0.1'),
  PORT: port().default(4100),
  DATABASE_URL: url('postgres:', 'postgresql:'),
  ...redisSettings,
  /** Where browsers reach this installation. Decides on the cookie's Secure flag and on the Origin that may change things. */
  PUBLIC_ORIGIN: origin(),
  /** What the relay shows on internal routes. */
  INTERNAL_SECRET: secret(32),
  /** What audit records are sealed under: the current key, then those that it replaces. */
  AUDIT_KEY: secretKeys(),
  /** Where files of this process may be written. */
  DATA_DIR: text().default('.data'),
  /** The built Link page. Without it this process serves no Link page. */
  LINK_DIST: text().optional(),
  /** The built console. Without it `/` is a page that says what this is. */
  CONSOLE_DIST: text().optional(),
  /** An app that strangers may try; the front page links to it. */
  EXAMPLE_APP_URL: url('http:', 'https:').optional(),
  /** Mail server, with user and password where it wants them. Without it mails become files in DATA_DIR/mail. */
  SMTP_URL: url('smtp:', 'smtps:').optional(),
  /** From whom mails come: an address, or a name with the address in angle brackets. */
  MAIL_FROM: text().optional(),
  /** Whom to tell of a vulnerability, for /.well-known/security.txt. Without it there is no such file. */
  SECURITY_CONTACT: contact().optional(),
  LOG_LEVEL: oneOf('silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace').default('info'),
  /** How many proxies of ours stand in front. 0: X-Forwarded-For is not believed. */
  TRUST_PROXY_HOPS: integer(0, 10).default(0),
  /** Networks that many people share at once (a company's egress, a carrier's NAT): each counts as one address where addresses are confirmed. */
  SHARED_EGRESS: sharedEgress().default([]),
  /** How long single calls are kept; sums by day stay. */
  USAGE_RETENTION_DAYS: integer(31, 36_500).default(400),
  /** Plan of new workspaces: how long their audit is kept, and how many keys they protect. */
  WORKSPACE_PLAN: oneOf('free', 'builder', 'team', 'business').default('business'),
  /** Where webhooks may go besides public https addresses, such as a receiver in the own network. */
  WEBHOOK_ORIGINS: originPatterns(),
  /** Work off the queues of usage and housekeeping. Some process of this image has to. */
  QUEUE_WORKERS: flag().default(true),
  /** Bring the schema up to date at start. */
  MIGRATE: flag().default(true),
  ...browserAppSettings,
  /** What an app shows as a bearer to register people in browser-app mode. Without it anybody may. */
  APP_SECRET: secret(32).optional(),
  /** How many people one client address may register in an hour in browser-app mode. */
  REGISTRATIONS_PER_HOUR: integer(1, 1_000_000_000).default(10),
  /** How many calls the token of a browser app may make in a minute. */
  AI_REQUESTS_PER_MINUTE: integer(1, 1_000_000).default(20),
  /** How long the token of a browser app lasts, and what a renewal adds; 0 is for ever. */
  TOKEN_EXPIRY_DAYS: integer(0, 3650).default(90),
  /** Where this process reaches the relay, which tries a key before it replaces another. Without it, the public origin. */
  RELAY_ORIGIN: origin().optional(),
  /** Multiplies every rate limit; for load tests. */
  THROTTLE_SCALE: integer(1, 1_000_000).default(1),
}

/** Everything that can be set, validated; see the README for the table. */
export interface Config {
  host: string
  port: number
  databaseUrl: string
  redis: RedisTarget
  publicOrigin: string
  internalSecret: string
  auditKeys: readonly Buffer[]
  dataDir: string
  linkDist: string | undefined
  consoleDist: string | undefined
  exampleAppUrl: string | undefined
  smtpUrl: string | undefined
  mailFrom: string
  /** A URI. */
  securityContact: string | undefined
  logLevel: 'silent' | 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace'
  trustProxyHops: number
  sharedEgress: readonly Network[]
  usageRetentionDays: number
  workspacePlan: 'free' | 'builder' | 'team' | 'business'
  /** Patterns, as of allowed origins. */
  webhookOrigins: readonly string[]
  queueWorkers: boolean
  migrate: boolean
  throttleScale: number
  browserApps: BrowserAppConfig
  validatesAnswers: boolean
}

/** Browser-app mode. */
export interface BrowserAppConfig {
  /** Empty: there is none. */
  allowedOrigins: readonly string[]
  appSecret: string | undefined
  addressRequestsPerMinute: number
  registrationsPerHour: number
  aiRequestsPerMinute: number
  tokenExpiryDays: number
  relayOrigin: string
}

/** The configuration in `env`; throws ConfigProblem with everything that is wrong. */
export const readControlPlaneConfig = (env: Environment): Config => {
  const read = readConfig(settings, env)
  return {
    host: read.HOST,
    port: read.PORT,
    databaseUrl: read.DATABASE_URL,
    redis: { url: read.REDIS_URL, isCluster: read.REDIS_CLUSTER },
    publicOrigin: read.PUBLIC_ORIGIN,
    internalSecret: read.INTERNAL_SECRET,
    auditKeys: read.AUDIT_KEY,
    dataDir: read.DATA_DIR,
    linkDist: read.LINK_DIST,
    consoleDist: read.CONSOLE_DIST,
    exampleAppUrl: read.EXAMPLE_APP_URL,
    smtpUrl: read.SMTP_URL,
    mailFrom: read.MAIL_FROM ?? `1Relay <no-reply@${new URL(read.PUBLIC_ORIGIN).hostname}>`,
    securityContact: read.SECURITY_CONTACT,
    logLevel: read.LOG_LEVEL,
    trustProxyHops: read.TRUST_PROXY_HOPS,
    sharedEgress: read.SHARED_EGRESS,
    usageRetentionDays: read.USAGE_RETENTION_DAYS,
    workspacePlan: read.WORKSPACE_PLAN,
    webhookOrigins: read.WEBHOOK_ORIGINS,
    queueWorkers: read.QUEUE_WORKERS,
    migrate: read.MIGRATE,
    throttleScale: read.THROTTLE_SCALE,
    browserApps: {
      allowedOrigins: read.ALLOWED_ORIGINS,
      appSecret: read.APP_SECRET,
      addressRequestsPerMinute: read.ADDRESS_REQUESTS_PER_MINUTE,
      registrationsPerHour: read.REGISTRATIONS_PER_HOUR,
      aiRequestsPerMinute: read.AI_REQUESTS_PER_MINUTE,
      tokenExpiryDays: read.TOKEN_EXPIRY_DAYS,
      relayOrigin: read.RELAY_ORIGIN ?? read.PUBLIC_ORIGIN,
    },
    validatesAnswers: read.NODE_ENV === 'test',
  }
}
