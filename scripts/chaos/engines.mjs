// PostgreSQL and Redis that can be killed, stopped, hung and started again where they were.
import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { startPostgres } from '../engines/postgres.mjs'
import { startRedis } from '../engines/redis.mjs'
import { Problem } from '../processes/terminal.mjs'
import { wait } from './wait.mjs'

const childrenOf = (pid) =>
  String(spawnSync('ps', ['-A', '-o', 'pid=,ppid=']).stdout)
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([child, parent]) => (parent === pid ? [child] : []))

const isAlive = (pid) => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

const killHard = (pid) => {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // gone already
  }
}

const engine = async (shutdown, startAt) => {
  const one = { url: '', child: undefined }
  let isOver = false
  let starting
  one.start = async (port) => {
    // Ctrl-C while it is down: a child that is started now would stay.
    if (isOver) throw new Problem('It stays down.')
    starting = startAt(port ?? Number(new URL(one.url).port))
    Object.assign(one, await starting)
  }
  one.stop = () => one.child.stop()
  one.kill = async () => {
    // A server whose workers live on is not dead: PostgreSQL's backends end only when they notice.
    const workers = childrenOf(one.child.pid)
    one.child.kill('SIGKILL')
    workers.forEach(killHard)
    await one.child.exited
    while (workers.some(isAlive)) await wait(20)
  }
  await one.start(0)
  shutdown.add(async () => {
    isOver = true
    await starting.catch(() => {})
    await one.child.stop()
  })
  return one
}

/** A PostgreSQL that loses nothing it has confirmed. */
export const postgresEngine = (folder, shutdown) => {
  const place = { folder: join(folder, 'postgres'), log: join(folder, 'postgres.log') }
  const password = randomBytes(18).toString('hex')
  return engine(shutdown, (port) => startPostgres({ ...place, password, isDurable: true, port: port || undefined }))
}

/** A Redis with an append-only file: what it has confirmed outlives a kill of its process. */
export const redisEngine = async (folder, shutdown) => {
  const place = { folder: join(folder, 'redis'), log: join(folder, 'redis.log') }
  const password = randomBytes(18).toString('hex')
  const one = await engine(shutdown, (port) =>
    startRedis({ ...place, password, isDurable: true, port: port || undefined }),
  )
  one.hang = () => one.child.kill('SIGSTOP')
  one.wake = () => one.child.kill('SIGCONT')
  shutdown.add(() => one.wake())
  return one
}
