// A Redis server of our own: the binary from PATH, or (as root) from apt-get.
import { execFile } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
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

const settings = ({ port, password, folder, isDurable, busPort }) =>
  [
    'bind 127.0.0.1',
    `port ${port}`,
    password ? `requirepass ${password}\nmasterauth ${password}` : '',
    busPort ? `cluster-enabled yes\ncluster-port ${busPort}\ncluster-node-timeout 15000` : '',
    `dir "${folder}"`,
    `appendonly ${isDurable ? 'yes' : 'no'}`,
    'save ""',
    // Holds, counters and jobs are money: an eviction would lose them silently.
    'maxmemory-policy noeviction',
    'daemonize no',
    '',
  ].join('\n')

/** Starts Redis on a free (or the given) port; gives `{ child, url }`. The configuration goes in by
 * stdin, so `ps` shows no password. With `busPort` it is a node that can be part of a cluster. */
export const startRedis = async ({ folder, log, password, isDurable, port = undefined, busPort = undefined }) => {
  const binary = findBinary()
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const chosen = port ?? (await freePort())
  const stdin = settings({ port: chosen, password, folder, isDurable, busPort })
  const child = startChild('redis', binary, ['-'], { log, stdin, env: { PATH: process.env.PATH } })
  await waitFor(child, () => isOpen(chosen), 30_000)
  return { child, url: `redis://${password ? `:${password}@` : ''}127.0.0.1:${chosen}` }
}

const CLUSTER_NODES = 3
const JOIN_MS = 50_000

/**
 * Starts a Redis Cluster of three nodes without replicas on free ports; gives `{ children, url, ports }`, the URL of one node. With `ports`
 * from before, and the folder, it is the same cluster again.
 */
export const startRedisCluster = async ({ folder, log, password, ports = undefined }) => {
  const chosen = ports ?? (await freePorts(CLUSTER_NODES))
  const start = ([port, busPort], i) => {
    const place = { folder: join(folder, `node-${i + 1}`), log: `${log}.${i + 1}` }
    return startRedis({ ...place, password, isDurable: false, port, busPort })
  }
  const nodes = await Promise.all(chosen.map(start))
  if (ports === undefined) await joinNodes(chosen, password)
  await Promise.all(nodes.map(({ child }, i) => waitFor(child, () => isWhole(chosen[i], password), JOIN_MS)))
  return { children: nodes.map(({ child }) => child), url: nodes[0].url, ports: chosen }
}

const freePorts = (count) =>
  Promise.all(Array.from({ length: count }, async () => [await freePort(), await freePort()]))

/** Runs redis-cli, and gives what it says. */
const ask = async (args, password) => {
  const cli = findProgram('redis-cli', 'valkey-cli')
  if (cli === undefined) throw new Problem('redis-cli is missing. It comes with Redis (Debian, Ubuntu: redis-tools).')
  const env = { PATH: process.env.PATH, REDISCLI_AUTH: password }
  return (await promisify(execFile)(cli, args, { env, timeout: JOIN_MS })).stdout
}

const joinNodes = async (ports, password) => {
  const hosts = ports.map(([port]) => `127.0.0.1:${port}`)
  try {
    await ask(['--cluster', 'create', ...hosts, '--cluster-yes'], password)
  } catch (error) {
    throw new Problem(`The Redis nodes made no cluster: ${error.message}\n${error.stdout}`)
  }
}

/** Whether a node knows of all slots, and serves. */
const isWhole = async ([port], password) => {
  const info = await ask(['-p', String(port), 'cluster', 'info'], password)
  return info.includes('cluster_state:ok') && info.includes('cluster_slots_ok:16384')
}
