// The environment of `npm start`, read once.
import { resolve } from 'node:path'
import { Problem } from '../processes/terminal.mjs'

const port = (env, name, fallback) => {
  const value = env[name] ? Number(env[name]) : fallback
  if (Number.isInteger(value) && value > 0 && value < 65_536) return value
  throw new Problem(`${name} must be a port from 1 to 65535.`)
}

const origins = (raw) => {
  const wrong = () => new Problem('PROVIDER_ORIGINS must be a JSON object such as {"openai":"https://api.openai.com"}.')
  try {
    const parsed = JSON.parse(raw)
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) throw wrong()
    return parsed
  } catch {
    throw wrong()
  }
}

// Where this script itself reaches the listener.
const localHost = (host) => {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1'
  return host.includes(':') ? `[${host}]` : host
}

const isLoopback = (host) => ['127.0.0.1', 'localhost', '::1'].includes(host)
const isLocalOrigin = (origin) =>
  !origin || (URL.canParse(origin) && isLoopback(new URL(origin).hostname.replace(/^\[|\]$/g, '')))

/** What was asked for. `providerOrigins` undefined and `isSandboxed` true: every provider is the sandbox. */
export const readSettings = (env, root) => {
  const main = port(env, 'PORT', 4000)
  const host = env.HOST || '127.0.0.1'
  const examplePort = port(env, 'EXAMPLE_PORT', main + 1)
  const providerOrigins = env.PROVIDER_ORIGINS ? origins(env.PROVIDER_ORIGINS) : undefined
  return {
    port: main,
    host,
    examplePort,
    // On loopback; any free one unless somebody has to know it.
    controlPort: env.CONTROL_PORT ? port(env, 'CONTROL_PORT', 0) : undefined,
    exampleOrigin: `http://localhost:${examplePort}`,
    // `localhost`, not 127.0.0.1: the one name that browsers, passkeys and cookies all take as a secure place.
    publicOrigin: env.PUBLIC_ORIGIN || `http://${isLoopback(host) ? 'localhost' : host}:${main}`,
    localOrigin: `http://${localHost(host)}:${main}`,
    dataDir: resolve(root, env.DATA_DIR || '.data'),
    databaseUrl: env.DATABASE_URL || undefined,
    redisUrl: env.REDIS_URL || undefined,
    smtpUrl: env.SMTP_URL || '',
    mailFrom: env.MAIL_FROM || '',
    providerOrigins,
    isSandboxed: !providerOrigins && !/^(off|false|no|0)$/i.test(env.SANDBOX ?? ''),
    // Browser-app mode is on for pages of this machine; `off` turns it off.
    allowedOrigins: /^off$/i.test(env.ALLOWED_ORIGINS ?? '') ? '' : env.ALLOWED_ORIGINS || 'http://localhost:*',
    appSecret: env.APP_SECRET || '',
    // So that a receiver can be tried on this machine, as long as nobody else gets in: not through a proxy either.
    webhookOrigins:
      env.WEBHOOK_ORIGINS ?? (isLoopback(host) && isLocalOrigin(env.PUBLIC_ORIGIN) ? 'http://localhost:*' : ''),
    isExposed: !isLoopback(host),
  }
}

// What an operator may set for the services beyond what this script decides.
const PASSED_ON =
  /^(LOG_LEVEL|TRUST_PROXY_HOPS|THROTTLE_SCALE|REDIS_CLUSTER|METRICS_PORT|METRICS_HOST|TZ|LANG|PATH|HOME|NODE_EXTRA_CA_CERTS|SHUTDOWN_GRACE_MS|SECURITY_CONTACT|TOKEN_EXPIRY_DAYS|[A-Z_]+_PER_(MINUTE|HOUR)|[A-Z_]+_(MAX|MAX_BYTES|TIMEOUT_MS))$/

/** The environment that children inherit: a list of what is allowed, so that nobody sees a secret that is not theirs. */
export const inherited = (env) => ({
  ...Object.fromEntries(Object.entries(env).filter(([name]) => PASSED_ON.test(name))),
  NODE_ENV: 'production',
})
