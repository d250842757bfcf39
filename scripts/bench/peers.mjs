// The peers, installed into a folder of the bench and never into the repository. One that cannot be had is skipped, with a sentence.
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { findProgram } from '../engines/apt.mjs'
import { Problem } from '../processes/terminal.mjs'

export const PORTKEY = '1.15.2'
export const BYOK_RELAY = 'github:avikalpg/byok-relay#30d1af1'
const INSTALL_MS = 300_000

const install = (folder, spec) => {
  mkdirSync(folder, { recursive: true })
  if (!existsSync(join(folder, 'package.json'))) writeFileSync(join(folder, 'package.json'), '{"private":true}\n')
  const args = ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error', '--omit=dev', spec]
  const { status, stderr, error } = spawnSync('npm', args, { cwd: folder, encoding: 'utf8', timeout: INSTALL_MS })
  if (status !== 0) {
    rmSync(folder, { recursive: true, force: true })
    throw new Problem(`npm could not install ${spec}: ${(error?.message ?? stderr).trim().split('\n')[0]}`)
  }
}

/** Portkey's gateway; gives the script to start. */
export const preparePortkey = (folder) => {
  const main = join(folder, 'node_modules/@portkey-ai/gateway/build/start-server.js')
  const installed = join(folder, 'node_modules/@portkey-ai/gateway/package.json')
  const isThere = existsSync(main) && JSON.parse(readFileSync(installed, 'utf8')).version === PORTKEY
  if (!isThere) install(folder, `@portkey-ai/gateway@${PORTKEY}`)
  return { main, node: process.execPath, title: `Portkey gateway ${PORTKEY}` }
}

// Its limits are constants and its OpenAI address is one too, so nothing but a patch lets it be measured at all.
const PATCHES = [
  ['src/index.js', 'max: 100,', 'max: 1e9,'],
  ['src/index.js', 'max: 20,', 'max: 1e9,'],
  ['src/providers.js', "baseUrl: 'https://api.openai.com',", 'baseUrl: process.env.BENCH_OPENAI_BASE,'],
]

const patch = (folder) => {
  for (const [file, from, to] of PATCHES) {
    const path = join(folder, file)
    const text = readFileSync(path, 'utf8')
    if (!text.includes(from)) throw new Problem(`byok-relay's ${file} is not the one that the patch was written for`)
    writeFileSync(path, text.replace(from, to))
  }
}

/** A Node that can load its native SQLite: this one, or the next on PATH. */
const nodeFor = (folder) => {
  const others = (process.env.PATH ?? '')
    .split(':')
    .map((path) => join(path, 'node'))
    .filter(existsSync)
  const works = (node) =>
    spawnSync(node, ['-e', "new (require('better-sqlite3'))(':memory:')"], { cwd: folder, timeout: 20_000 }).status ===
    0
  const node = [process.execPath, ...others].find(works)
  if (!node) throw new Problem('no Node on this machine loads the better-sqlite3 that byok-relay was installed with')
  return node
}

/** byok-relay, from an installable spec or a checkout with its packages; patched in a copy. Gives the script to start. */
export const prepareByokRelay = (folder, spec) => {
  let source = resolve(spec)
  let modules = join(source, 'node_modules')
  if (!existsSync(join(source, 'package.json'))) {
    source = join(folder, 'node_modules/byok-relay')
    modules = join(folder, 'node_modules')
    if (!existsSync(source)) install(folder, spec)
  } else if (!existsSync(modules)) throw new Problem(`${spec} has no node_modules: run npm install there`)
  const copy = join(folder, 'patched')
  rmSync(copy, { recursive: true, force: true })
  mkdirSync(copy, { recursive: true })
  for (const part of ['src', 'package.json']) cpSync(join(source, part), join(copy, part), { recursive: true })
  symlinkSync(modules, join(copy, 'node_modules'))
  patch(copy)
  const { version } = JSON.parse(readFileSync(join(copy, 'package.json'), 'utf8'))
  const node = nodeFor(copy)
  const { stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' })
  const title = `byok-relay ${version} (patched: limits 1e9, OpenAI address; Node ${stdout.trim()})`
  return { main: join(copy, 'src/index.js'), node, cwd: copy, title }
}

/** Registers a user with a key at a running byok-relay; gives the token. */
export const registerAtByokRelay = async (port) => {
  const post = async (path, body, headers = {}) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(5000),
    })
    if (!answer.ok) throw new Problem(`byok-relay answered ${answer.status} to ${path}`)
    return answer.json()
  }
  const { token } = await post('/users', { app_id: 'bench' })
  await post('/keys/openai', { key: 'sk-bench-0123456789abcdef0123456789abcdef' }, { 'x-relay-token': token })
  return token
}

export const hasNginx = () => findProgram('nginx') !== undefined
