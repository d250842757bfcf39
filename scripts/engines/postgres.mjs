// A PostgreSQL server of our own, durable (npm start) or throw-away (npm test).
import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { dirname, join } from 'node:path'
import { startChild, tail, waitFor } from '../processes/child.mjs'
import { freePort } from '../processes/ports.mjs'
import { Problem, note } from '../processes/terminal.mjs'
import { REACHABLE, databaseUser, findPostgres } from './postgres-binaries.mjs'

const own = (path, { uid, gid }) => uid !== undefined && chownSync(path, uid, gid)

const canEnter = (folder, user) => spawnSync('test', ['-x', folder], { ...user, stdio: 'pipe' }).status === 0

// Root's home is closed to the database's user; then the cluster lives in /var/lib, named after the folder it belongs to.
const placeFor = (folder, user) => {
  const parent = dirname(folder)
  mkdirSync(parent, { recursive: true })
  if (user.uid === undefined || canEnter(parent, user)) return folder
  const place = join(REACHABLE, `data-${createHash('sha256').update(folder).digest('hex').slice(0, 12)}`)
  mkdirSync(REACHABLE, { recursive: true, mode: 0o755 })
  note(`the database's user cannot reach ${parent}, so the database is in ${place}`)
  return place
}

const initialise = (bin, folder, user, password) => {
  const passwordFile = `${folder}.password`
  rmSync(folder, { recursive: true, force: true }) // an initdb that was cut short leaves a folder that nothing can use
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  own(folder, user)
  try {
    writeFileSync(passwordFile, password, { mode: 0o600 })
    own(passwordFile, user)
    const args = [
      '-D',
      folder,
      '-U',
      'postgres',
      '-A',
      'scram-sha-256',
      `--pwfile=${passwordFile}`,
      '-E',
      'UTF8',
      '--locale=C',
      '--no-sync',
    ]
    const { status, stdout, stderr } = spawnSync(join(bin, 'initdb'), args, { ...user, cwd: '/', stdio: 'pipe' })
    if (status !== 0)
      throw new Problem('PostgreSQL could not make its data folder:', `${stdout}${stderr}`.split('\n').slice(-12))
  } finally {
    rmSync(passwordFile, { force: true })
  }
}

const versionOf = (bin) => /(\d+)\.\d+/.exec(spawnSync(join(bin, 'initdb'), ['--version']).stdout?.toString())?.[1]

const readPid = (folder) => {
  try {
    return Number(readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n')[0])
  } catch {
    return undefined
  }
}

const commandOf = (pid) => spawnSync('ps', ['-o', 'args=', '-p', String(pid)]).stdout?.toString() ?? ''

// A run that was killed hard leaves a server, or a pid file whose number another program may have by now.
const clearLeftover = async (folder) => {
  const pid = readPid(folder)
  if (!pid) return
  const isOurs = commandOf(pid).includes(folder)
  if (!isOurs) return rmSync(join(folder, 'postmaster.pid'), { force: true })
  note(`stopping the PostgreSQL that an earlier run left behind (pid ${pid})`)
  process.kill(pid, 'SIGINT')
  for (let tries = 0; tries < 150 && commandOf(pid).includes(folder); tries++)
    await new Promise((done) => setTimeout(done, 100))
}

const speed = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=400']

const isReady = (log) => tail(log, 40).some((line) => line.includes('database system is ready to accept connections'))

/**
 * Starts PostgreSQL on a free (or the given) port of the loopback address; gives `{ child, url }` of its superuser.
 * With `isDurable: false` it trades safety for speed.
 */
export const startPostgres = async ({ folder: wanted, log, password, isDurable, port = undefined }) => {
  const user = databaseUser()
  const bin = findPostgres(user)
  const folder = placeFor(wanted, user)
  const isThere = existsSync(join(folder, 'PG_VERSION')) && existsSync(join(folder, 'global', 'pg_control'))
  if (isThere) await clearLeftover(folder)
  else initialise(bin, folder, user, password)
  const made = readFileSync(join(folder, 'PG_VERSION'), 'utf8').trim()
  if (made !== versionOf(bin))
    throw new Problem(
      `The database in ${folder} was made by PostgreSQL ${made}, and this is ${versionOf(bin)}. Dump and restore it, or move the folder away.`,
    )
  const chosen = port ?? (await freePort())
  const options = [
    'listen_addresses=127.0.0.1',
    `port=${chosen}`,
    'unix_socket_directories=',
    ...(isDurable ? ['max_connections=200'] : speed),
  ]
  writeFileSync(log, '', { mode: 0o600 })
  chmodSync(log, 0o600)
  const args = ['-D', folder, ...options.flatMap((option) => ['-c', option])]
  // SIGINT is PostgreSQL's fast shutdown: open sessions are cut, nothing is lost.
  const child = startChild('postgresql', join(bin, 'postgres'), args, {
    ...user,
    log,
    cwd: '/',
    env: { PATH: process.env.PATH, TZ: 'UTC' },
    stopSignal: 'SIGINT',
  })
  await waitFor(child, () => isReady(log), 60_000)
  return { child, folder, url: `postgres://postgres:${password}@127.0.0.1:${chosen}/postgres` }
}
