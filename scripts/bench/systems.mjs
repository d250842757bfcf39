// The systems under test. Each is started pinned to a core of its own and gives `{ name, pid, port, path, headers, stop() }`;
// `headers` is a list: one set for each identity that calls.
import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startChild, waitFor } from '../processes/child.mjs'
import { freePort, isOpen } from '../processes/ports.mjs'
import { pinned } from './machine.mjs'
import { nginxArgs } from './nginx.mjs'
import { registerAtByokRelay } from './peers.mjs'

const SYSTEM_CORE = 1
const BARE = { path: '/v1/chat/completions', headers: [{ Authorization: 'Bearer sk-bench' }] }
const root = resolve(fileURLToPath(new URL('../..', import.meta.url)))
const ours = (file) => fileURLToPath(new URL(file, import.meta.url))

/** `context`: { folder, onChild(child), redisUrl, grants, secret, peers, profileFolder, onPeer }. */
const launch = async (context, name, command, args, { env = {}, cwd, core = SYSTEM_CORE, port }) => {
  const base = { PATH: process.env.PATH, HOME: context.folder, NODE_ENV: 'production' }
  const options = { log: join(context.folder, `${name}.log`), env: { ...base, ...env }, cwd }
  const child = startChild(name, ...pinned(core, command, args), options)
  const forget = context.onChild(child)
  await waitFor(child, () => isOpen(port), 20_000)
  const stop = async () => {
    await child.stop(8000)
    forget()
  }
  return { name, pid: child.pid, port, hasExited: child.hasExited, stop }
}

/** The upstream, on the generator's core: nginx where it is cheaper and nobody streams, else our own. */
export const startUpstream = async (context, kind, { events, everyMs }) => {
  const port = await freePort()
  if (kind === 'json' && context.hasNginx)
    return launch(context, 'upstream', 'nginx', nginxArgs(join(context.folder, 'upstream'), port), { core: 0, port })
  return launch(
    context,
    `upstream-${kind}`,
    process.execPath,
    [ours('upstream.mjs'), port, events, everyMs].map(String),
    {
      core: 0,
      port,
    },
  )
}

const startRelay = async (context, upstream, name, moreEnv) => {
  const port = await freePort()
  const dataDir = join(context.folder, `${name}-data`)
  mkdirSync(dataDir, { recursive: true })
  const profile = context.profileFolder ? ['--cpu-prof', '--cpu-prof-dir', context.profileFolder] : []
  const env = {
    PORT: String(port),
    HOST: '127.0.0.1',
    REDIS_URL: context.redisUrl,
    CONTROL_PLANE_ORIGIN: context.grants.controlPlane,
    INTERNAL_SECRET: context.secret,
    PROVIDER_ORIGINS: JSON.stringify({ openai: `http://127.0.0.1:${upstream}` }),
    DATA_DIR: dataDir,
    ...moreEnv,
  }
  const main = join(root, 'services/relay/dist/main.js')
  const started = await launch(context, name, process.execPath, [...profile, main], { env, port })
  const headers = context.grants.tokens.map((token) => ({ Authorization: `Bearer ${token}` }))
  return { ...started, path: '/v1/proxy/passthrough/openai/v1/chat/completions', headers }
}

const relay = (context, upstream) => startRelay(context, upstream, 'relay', {})

/** The same for pages of other origins, as byok-relay is called: CORS, and one more question to Redis for the address. */
const relayForPages = async (context, upstream) => {
  const env = { ALLOWED_ORIGINS: 'http://localhost:*', ADDRESS_REQUESTS_PER_MINUTE: '1000000000' }
  const started = await startRelay(context, upstream, 'relay-pages', env)
  const headers = context.grants.tokens.map((token) => ({ 'x-relay-token': token, Origin: 'http://localhost:5173' }))
  return { ...started, path: '/relay/openai/v1/chat/completions', headers }
}

const bare = async (context, upstream) => {
  const port = await freePort()
  const args = [ours('bare-proxy.mjs'), String(port), String(upstream)]
  return { ...(await launch(context, 'http-proxy-3', process.execPath, args, { port })), ...BARE }
}

const nginx = async (context, upstream) => {
  const port = await freePort()
  const args = nginxArgs(join(context.folder, 'nginx'), port, upstream)
  return { ...(await launch(context, 'nginx', 'nginx', args, { port })), ...BARE }
}

const portkey = async (context, upstream) => {
  const port = await freePort()
  const { main, node } = context.peers.portkey
  const args = [main, '--headless', `--port=${port}`]
  const started = await launch(context, 'portkey', node, args, { port, env: { TRUSTED_CUSTOM_HOSTS: '127.0.0.1' } })
  const own = { 'x-portkey-provider': 'openai', 'x-portkey-custom-host': `http://127.0.0.1:${upstream}/v1` }
  return { ...started, path: BARE.path, headers: [{ ...BARE.headers[0], ...own }] }
}

const byokRelay = async (context, upstream) => {
  const port = await freePort()
  const { main, node, cwd } = context.peers.byokRelay
  const env = {
    PORT: String(port),
    DB_PATH: join(context.folder, `byok-${port}.db`),
    ENCRYPTION_SECRET: randomBytes(32).toString('hex'),
    BENCH_OPENAI_BASE: `http://127.0.0.1:${upstream}`,
    LOG_LEVEL: 'info',
  }
  const started = await launch(context, 'byok-relay', node, [main], { port, env, cwd })
  const token = await registerAtByokRelay(port)
  return { ...started, path: '/relay/openai/v1/chat/completions', headers: [{ 'x-relay-token': token }] }
}

/** What a caller sees without anything in between. */
const direct = (_, upstream, upstreamPid) =>
  Promise.resolve({
    name: 'direct',
    pid: upstreamPid,
    port: upstream,
    ...BARE,
    hasExited: () => false,
    stop: async () => {},
  })

/** By name, in the order of the tables. */
export const SYSTEMS = {
  direct,
  nginx,
  'http-proxy-3': bare,
  relay,
  'relay-pages': relayForPages,
  portkey,
  'byok-relay': byokRelay,
}
