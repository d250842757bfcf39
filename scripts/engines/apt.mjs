// Installs a Debian package when the script may (root and apt-get); otherwise says what to do.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { note } from '../processes/terminal.mjs'

/** The full path of a program on PATH, or undefined. */
export const findProgram = (...names) =>
  names
    .flatMap((name) => (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name)))
    .find((path) => existsSync(path))

export const isRoot = () => process.getuid?.() === 0

/** True when the package was installed. Needs root; asks nothing. */
export const aptInstall = (name) => {
  if (!isRoot() || !findProgram('apt-get')) return false
  note(`installing ${name} with apt-get …`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const apt = (...args) =>
    spawnSync('apt-get', ['-qq', '-o', 'DPkg::Lock::Timeout=120', ...args], { env, stdio: 'pipe' }).status === 0
  const install = () => apt('install', '-y', '--no-install-recommends', name)
  return install() || (apt('update') && install())
}
