// Usage: node infra/docker/one.mjs       both services in one container, on one port; PostgreSQL and Redis are elsewhere.
// When one of them ends, the other is told to, and the container's engine starts both again.
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'

const CONTROL_PORT = '4100'
const { PORT = '8787', PUBLIC_ORIGIN, DATA_DIR = '/data', ...given } = process.env
// Only these two processes ever use it, so it need not outlive them.
const INTERNAL_SECRET = given.INTERNAL_SECRET || randomBytes(32).toString('base64')
const without = (others) => Object.fromEntries(Object.entries(given).filter(([name]) => !others.includes(name)))
const both = { INTERNAL_SECRET, NODE_ENV: 'production' }

const services = [
  {
    name: 'control-plane',
    env: {
      ...without(['RELAY_PRIVATE_KEYS']),
      ...both,
      ...{ HOST: '127.0.0.1', PORT: CONTROL_PORT, PUBLIC_ORIGIN, DATA_DIR: `${DATA_DIR}/control-plane` },
      ...{ TRUST_PROXY_HOPS: '1', RELAY_ORIGIN: `http://127.0.0.1:${PORT}` },
    },
  },
  {
    name: 'relay',
    env: {
      // What opens the database is not the relay's.
      ...without(['DATABASE_URL', 'AUDIT_KEY', 'APP_SECRET', 'SMTP_URL']),
      ...both,
      ...{ HOST: '0.0.0.0', PORT, DATA_DIR: `${DATA_DIR}/relay`, PUBLIC_FALLTHROUGH: 'true' },
      ...{ CONTROL_PLANE_ORIGIN: `http://127.0.0.1:${CONTROL_PORT}` },
    },
  },
]

const children = services.map(({ name, env }) =>
  spawn(process.execPath, ['--enable-source-maps', `services/${name}/dist/main.js`], { env, stdio: 'inherit' }),
)
const stop = () => children.forEach((child) => child.kill('SIGTERM'))
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, stop)
const codes = children.map((child) => new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1))))
for (const code of codes) void code.then(stop)
process.exitCode = Math.max(...(await Promise.all(codes)))
