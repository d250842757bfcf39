// The control plane and the relays as processes that can be killed, drained and started again.
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { startChild, waitFor } from '../processes/child.mjs'
import { freePort } from '../processes/ports.mjs'
import { Problem } from '../processes/terminal.mjs'

/** Whether a service says that it is well. */
export const isHealthy = async ({ origin }) => {
  try {
    const answer = await fetch(`${origin}/healthz`, { signal: AbortSignal.timeout(2000) })
    await answer.body?.cancel()
    return answer.status === 200
  } catch {
    return false
  }
}

const service = async ({ name, main, folder, env }, shutdown) => {
  const port = await freePort()
  const one = { name, origin: `http://127.0.0.1:${port}`, child: undefined, isUp: false, kills: 0, killedAt: 0 }
  let isOver = false
  one.start = async () => {
    // Ctrl-C while it is down: a child that is started now would stay.
    if (isOver) throw new Problem(`${name} stays down.`)
    one.child = startChild(name, process.execPath, [main], {
      log: join(folder, `${name}.log`),
      env: { PATH: process.env.PATH, PORT: String(port), HOST: '127.0.0.1', DATA_DIR: join(folder, name), ...env },
    })
    await waitFor(one.child, () => isHealthy(one), 60_000)
    one.isUp = true
  }
  one.kill = async () => {
    one.kills += 1
    one.killedAt = Date.now()
    one.isUp = false
    one.child.kill('SIGKILL')
    await one.child.exited
  }
  one.stop = () => {
    one.isUp = false
    return one.child.stop(60_000)
  }
  await one.start()
  shutdown.add(() => {
    isOver = true
    return one.child.stop(5000)
  })
  return one
}

// One for the run: a control plane that comes back must open what it sealed before.
const auditKey = randomBytes(32).toString('base64url')

/** The control plane as it is built, with its worker. */
export const controlPlaneService = (folder, { postgres, redis, internalSecret }, shutdown) =>
  service(
    {
      name: 'control-plane',
      main: 'services/control-plane/dist/main.js',
      folder,
      env: {
        DATABASE_URL: postgres.url,
        REDIS_URL: redis.url,
        PUBLIC_ORIGIN: 'http://localhost:4000',
        INTERNAL_SECRET: internalSecret,
        AUDIT_KEY: auditKey,
        LOG_LEVEL: 'warn',
      },
    },
    shutdown,
  )

/** One relay as it is built, on a port and a data folder of its own. */
export const relayService = (name, folder, { redis, controlPlane, upstream, internalSecret, holdTtlMs }, shutdown) =>
  service(
    {
      name,
      main: 'services/relay/dist/main.js',
      folder,
      env: {
        REDIS_URL: redis.url,
        CONTROL_PLANE_ORIGIN: controlPlane.origin,
        INTERNAL_SECRET: internalSecret,
        PROVIDER_ORIGINS: JSON.stringify({ openai: upstream.origin }),
        HOLD_TTL_MS: String(holdTtlMs),
        SHUTDOWN_GRACE_MS: '30000',
        // Shedding load is not what is broken here: a busy machine would look like false refusals.
        OVERLOAD_LOOP_DELAY_MS: '60000',
        LOG_LEVEL: 'warn',
      },
    },
    shutdown,
  )
