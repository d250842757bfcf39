// A Redis server of our own: the binary from PATH, or (as root) from apt-get.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { startChild, waitFor } from '../processes/child.mjs'
import { freePort, isOpen } from '../processes/ports.mjs'
import { Problem } from '../processes/terminal.mjs'
import { aptInstall, findProgram } from './apt.mjs'

const findBinary = () => {
  const find = () => findProgram('redis-server', 'valkey-server')
  const found = find() ?? (aptInstall('redis-server') ? find() : undefined)
  if (found) return found
  throw new Problem(
    'Redis is missing. Install it (Debian, Ubuntu: sudo apt-get install redis-server; macOS: brew install redis), or set REDIS_URL to one that runs.',
  )
}

const settings = ({ port, password, folder, isDurable }) =>
  [
    'bind 127.0.0.1',
    `port ${port}`,
    password ? `requirepass ${password}` : '',
    `dir "${folder}"`,
    `appendonly ${isDurable ? 'yes' : 'no'}`,
    'save ""',
    // Holds, counters and jobs are money: an eviction would lose them silently.
    'maxmemory-policy noeviction',
    'daemonize no',
    '',
  ].join('\n')

/** Starts Redis on a free (or the given) port; gives `{ child, url }`. The configuration goes in by
 * stdin, so `ps` shows no password. */
export const startRedis = async ({ folder, log, password, isDurable, port = undefined }) => {
  const binary = findBinary()
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const chosen = port ?? (await freePort())
  const stdin = settings({ port: chosen, password, folder, isDurable })
  const child = startChild('redis', binary, ['-'], { log, stdin, env: { PATH: process.env.PATH } })
  await waitFor(child, () => isOpen(chosen), 30_000)
  return { child, url: `redis://${password ? `:${password}@` : ''}127.0.0.1:${chosen}` }
}
