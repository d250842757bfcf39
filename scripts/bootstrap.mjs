// Usage: node scripts/bootstrap.mjs <script> [args]
// The door to every root script, for a machine that has only Node 20 and npm: installs what package-lock.json names
// (only when it is not there yet) and runs the script on the repository's own Node 24. Plain Node, no dependencies.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { delimiter, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const bin = join(root, 'node_modules', '.bin')

const stop = (sentence) => {
  console.error(`\n1Relay cannot start: ${sentence}\n`)
  process.exit(1)
}

const readJson = (path) => {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}

const atLeast = (version, major, minor) => {
  const [hasMajor, hasMinor] = version.replace(/^v/, '').split('.').map(Number)
  return hasMajor > major || (hasMajor === major && hasMinor >= minor)
}

// npm's own record of what it put there, written last: an install that was cut short has none, and one that a developer
// made with `npm install` counts as well.
const isInstalled = (lock) => {
  const record = readJson(join(root, 'node_modules', '.package-lock.json'))
  if (!record || !existsSync(bin)) return false
  return Object.entries(lock.packages).every(
    ([path, wanted]) =>
      !path.startsWith('node_modules/') || wanted.optional || record.packages[path]?.version === wanted.version,
  )
}

const install = () => {
  console.log('Installing packages (npm ci). The first time takes about a minute …')
  const startedAt = Date.now()
  const npmCli = process.env.npm_execpath
  // No package runs code of its own here: the lock names thousands, and one that was taken over is enough.
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  const [command, ...rest] = npmCli?.endsWith('.js') ? [process.execPath, npmCli, ...args] : ['npm', ...args]
  const { status, error } = spawnSync(command, rest, { cwd: root, stdio: 'inherit' })
  if (error) stop(`npm was not found (${error.code}). Install Node 20 or newer together with npm.`)
  if (status !== 0) stop('npm ci failed; its own message stands above. Is the package registry reachable?')
  console.log(`Packages installed in ${Math.round((Date.now() - startedAt) / 1000)} s.`)
}

const findNode = () => {
  const own = join(bin, 'node')
  if (existsSync(own) && spawnSync(own, ['--version']).status === 0) return own
  if (atLeast(process.version, 24, 9)) return process.execPath
  return stop(
    `there is no packaged Node for ${process.platform}-${process.arch}, and yours is ${process.version}. Install Node 24.9 or newer.`,
  )
}

const [script, ...args] = process.argv.slice(2)
if (!script) stop('name a script, for example: node scripts/bootstrap.mjs scripts/test.mjs')
if (!atLeast(process.version, 20, 0)) stop(`Node ${process.version} is too old: 20 or newer is needed.`)
const lock = readJson(join(root, 'package-lock.json'))
if (!lock) stop('package-lock.json is missing or broken. Restore it from Git.')
if (!isInstalled(lock)) install()

const child = spawn(findNode(), [resolve(root, script), ...args], {
  stdio: 'inherit',
  env: { ...process.env, ONERELAY_BOOTSTRAP_PID: String(process.pid), PATH: `${bin}${delimiter}${process.env.PATH}` },
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
// `kill <npm>` ends npm and its shell, but the shell passes nothing on: a new parent is the only sign of it.
if (process.env.npm_lifecycle_event) {
  const parent = process.ppid
  setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), 500).unref()
}
child.on('error', (error) => stop(`Node could not be run: ${error.message}`))
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)))
