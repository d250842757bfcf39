// Usage: npm start        the whole product on this machine; settings are environment variables:
//   PORT (4000) · HOST (127.0.0.1) · EXAMPLE_PORT (PORT + 1) · CONTROL_PORT (any) · PUBLIC_ORIGIN · DATA_DIR (.data)
//   DATABASE_URL, REDIS_URL        use these instead of starting servers; REDIS_CLUSTER=true if it is a Redis Cluster
//   ALLOWED_ORIGINS (http://localhost:*), APP_SECRET   whose pages may use browser-app mode; `off`: none
//   WEBHOOK_ORIGINS (http://localhost:*)   where webhooks may go besides public https addresses
//   SMTP_URL, MAIL_FROM            a mail server; without it mails are files in DATA_DIR/control-plane/mail
//   PROVIDER_ORIGINS (JSON), SANDBOX=off   which providers are real; without them all are the sandbox
import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isRoot } from './engines/apt.mjs'
import { startPostgres } from './engines/postgres.mjs'
import { startRedis } from './engines/redis.mjs'
import { ensureDemoApp } from './house/demo-app.mjs'
import { ensureRelayKeys } from './house/relay-keys.mjs'
import { takeDataDir } from './house/run-record.mjs'
import { openSecrets } from './house/secrets.mjs'
import { inherited, readSettings } from './house/settings.mjs'
import { showSummary } from './house/summary.mjs'
import { describeExit, startChild, tail, waitFor } from './processes/child.mjs'
import { runTarget } from './processes/nx.mjs'
import { claimPort, freePort } from './processes/ports.mjs'
import { makeShutdown } from './processes/shutdown.mjs'
import { Problem, bold, say, showProblem, step } from './processes/terminal.mjs'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
process.chdir(root)

const shutdown = makeShutdown()
const children = []
let isEnding = false

const end = async (code) => {
  if (isEnding) return
  isEnding = true
  await shutdown.run()
  process.exit(code)
}

const force = () => {
  for (const child of children) child.kill('SIGKILL')
  process.exit(1)
}

const logFile = (dataDir, name) => {
  const folder = join(dataDir, 'logs')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, `${name}.log`)
  if (existsSync(path)) renameSync(path, `${path}.1`)
  return path
}

const isHealthy = (url) => async () => {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2000), redirect: 'manual' })
    await answer.body?.cancel()
    return answer.status === 200
  } catch {
    return false
  }
}

/** Registers a child to be stopped, and brings everything down when it dies on its own. */
const watch = (child, run) => {
  children.push(child)
  run.addChild(child)
  shutdown.add(() => child.stop())
  void child.exited.then(async () => {
    if (isEnding) return
    showProblem(
      new Problem(`${await describeExit(child)}, so everything stops. The end of ${child.log}:`, tail(child.log)),
    )
    await end(1)
  })
  return child
}

const startServers = async (settings, secrets, run) => {
  const { dataDir } = settings
  const servers = { databaseUrl: settings.databaseUrl, redisUrl: settings.redisUrl }
  if (!settings.databaseUrl)
    await step('PostgreSQL', async () => {
      const log = logFile(dataDir, 'postgresql')
      const password = secrets.values.postgresPassword
      const started = await startPostgres({ folder: join(dataDir, 'postgres'), log, password, isDurable: true })
      watch(started.child, run)
      servers.databaseUrl = started.url
    })
  if (!settings.redisUrl)
    await step('Redis', async () => {
      const log = logFile(dataDir, 'redis')
      const password = secrets.values.redisPassword
      const started = await startRedis({ folder: join(dataDir, 'redis'), log, password, isDurable: true })
      watch(started.child, run)
      servers.redisUrl = started.url
    })
  return servers
}

const makeService =
  (settings, run) =>
  async (title, { name, main, env, healthUrl }) => {
    await step(title, async () => {
      const log = logFile(settings.dataDir, name)
      const child = startChild(name, process.execPath, [main], {
        cwd: root,
        log,
        env: { ...inherited(process.env), ...env },
      })
      watch(child, run)
      await waitFor(child, isHealthy(healthUrl), 90_000)
    })
  }

const SANDBOXED = ['openai', 'anthropic', 'google', 'groq', 'mistral', 'openrouter']

const startServices = async (settings, secrets, servers, service) => {
  const { internalSecret, auditKey } = secrets.values
  const controlPort = settings.controlPort ?? (await freePort())
  const sandboxOrigin = settings.isSandboxed ? `http://127.0.0.1:${await freePort()}` : undefined
  if (sandboxOrigin)
    await service('sandbox provider', {
      name: 'sandbox',
      main: 'services/sandbox/dist/main.js',
      env: { PORT: new URL(sandboxOrigin).port },
      healthUrl: `${sandboxOrigin}/healthz`,
    })
  await service('control plane (with migrations)', {
    name: 'control-plane',
    main: 'services/control-plane/dist/main.js',
    env: {
      PORT: String(controlPort),
      HOST: '127.0.0.1',
      DATABASE_URL: servers.databaseUrl,
      REDIS_URL: servers.redisUrl,
      PUBLIC_ORIGIN: settings.publicOrigin,
      INTERNAL_SECRET: internalSecret,
      AUDIT_KEY: auditKey,
      DATA_DIR: join(settings.dataDir, 'control-plane'),
      SMTP_URL: settings.smtpUrl,
      MAIL_FROM: settings.mailFrom,
      ALLOWED_ORIGINS: settings.allowedOrigins,
      APP_SECRET: settings.appSecret,
      WEBHOOK_ORIGINS: settings.webhookOrigins,
      RELAY_ORIGIN: settings.localOrigin,
      LINK_DIST: join(root, 'services/link/dist'),
      CONSOLE_DIST: join(root, 'services/console/dist'),
      // It runs on this machine: a visitor of another one would knock at their own.
      EXAMPLE_APP_URL: settings.isExposed ? '' : settings.exampleOrigin,
      MIGRATE: 'true',
      // One hop: the relay, which says who called.
      TRUST_PROXY_HOPS: '1',
    },
    healthUrl: `http://127.0.0.1:${controlPort}/healthz`,
  })
  await service('relay (the public origin)', {
    name: 'relay',
    main: 'services/relay/dist/main.js',
    env: {
      PORT: String(settings.port),
      HOST: settings.host,
      REDIS_URL: servers.redisUrl,
      INTERNAL_SECRET: internalSecret,
      CONTROL_PLANE_ORIGIN: `http://127.0.0.1:${controlPort}`,
      PUBLIC_FALLTHROUGH: 'true',
      ALLOWED_ORIGINS: settings.allowedOrigins,
      PROVIDER_ORIGINS: JSON.stringify(
        settings.providerOrigins ??
          Object.fromEntries(sandboxOrigin ? SANDBOXED.map((slug) => [slug, sandboxOrigin]) : []),
      ),
      DATA_DIR: join(settings.dataDir, 'relay'),
      RELAY_PRIVATE_KEYS_FILE: ensureRelayKeys(settings.dataDir),
      SHUTDOWN_GRACE_MS: process.env.SHUTDOWN_GRACE_MS || '10000',
    },
    healthUrl: `${settings.localOrigin}/healthz`,
  })
  return { sandboxOrigin }
}

const startExample = async (settings, secrets, service) => {
  const { exampleOrigin } = settings
  await step('example app is registered', async () => {
    secrets.save({ demo: await ensureDemoApp(settings.localOrigin, exampleOrigin, secrets.values.demo) })
  })
  const { clientId, clientSecret } = secrets.values.demo
  await service('example app', {
    name: 'example',
    main: 'sdks/example/dist/server.js',
    env: {
      PORT: String(settings.examplePort),
      HOST: '127.0.0.1',
      ONERELAY_BASE_URL: settings.publicOrigin,
      ONERELAY_CLIENT_ID: clientId,
      ONERELAY_CLIENT_SECRET: clientSecret,
      ONERELAY_SANDBOX: String(settings.isSandboxed),
    },
    healthUrl: `http://127.0.0.1:${settings.examplePort}/`,
  })
  return exampleOrigin
}

const start = async () => {
  const settings = readSettings(process.env, root)
  say(`\n${bold('  1Relay')} is starting …\n`)
  // Root leaves the way open for the database's own user; everything secret in it has a closed mode of its own.
  mkdirSync(settings.dataDir, { recursive: true, mode: isRoot() ? 0o711 : 0o700 })
  const run = await takeDataDir(settings.dataDir, settings.publicOrigin)
  shutdown.add(() => run.release())
  await claimPort(settings.port, settings.host, 'PORT')
  await claimPort(settings.examplePort, '127.0.0.1', 'EXAMPLE_PORT')
  const secrets = openSecrets(settings.dataDir)
  const onChild = (child) => shutdown.add(() => child.kill('SIGTERM'))
  await step('build (the first time takes half a minute)', () =>
    runTarget('build', { onChild, isAborted: () => isEnding }),
  )
  const servers = await startServers(settings, secrets, run)
  const service = makeService(settings, run)
  const { sandboxOrigin } = await startServices(settings, secrets, servers, service)
  const exampleOrigin = await startExample(settings, secrets, service)
  showSummary({ settings, exampleOrigin, sandboxOrigin })
}

shutdown.onSignal(() => {
  say('\n  Stopping: the relay lets open requests end first. Ctrl-C again stops at once.')
  void end(0)
}, force)

try {
  await start()
} catch (error) {
  if (!isEnding) showProblem(error)
  await end(1)
}
