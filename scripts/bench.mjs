// Usage: npm run bench -- [flags]        (--help lists them; how to read the result: scripts/bench/README.md)
import { randomBytes } from 'node:crypto'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describeMachine, pin } from './bench/machine.mjs'
import { hasNginx, prepareByokRelay, preparePortkey } from './bench/peers.mjs'
import { readProfile } from './bench/profile.mjs'
import { showReport } from './bench/report.mjs'
import { measureRequests, measureStreams, profileRelay } from './bench/rounds.mjs'
import { HELP, readSettings } from './bench/settings.mjs'
import { aptInstall } from './engines/apt.mjs'
import { startRedis } from './engines/redis.mjs'
import { runTarget } from './processes/nx.mjs'
import { makeShutdown } from './processes/shutdown.mjs'
import { bold, say, showProblem, step, warn } from './processes/terminal.mjs'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const benchDir = join(resolve(root, process.env.DATA_DIR || '.data'), 'bench')
const folder = join(benchDir, `run-${process.pid}`)
const shutdown = makeShutdown()
const children = new Set()
const end = async (code) => {
  await shutdown.run()
  process.exit(code)
}

const onChild = (child) => {
  children.add(child)
  return () => children.delete(child)
}

const preparePeers = async (settings, skipped) => {
  const peers = {}
  const prepare = async (name, key, run) => {
    if (!settings.only.includes(name)) return
    try {
      peers[key] = await step(`${name}, in a folder of its own`, run)
    } catch (error) {
      skipped[name] = error.message
      warn(`${name} is skipped: ${error.message}`)
    }
  }
  await prepare('portkey', 'portkey', () => preparePortkey(join(benchDir, 'peers/portkey')))
  await prepare('byok-relay', 'byokRelay', () =>
    prepareByokRelay(join(benchDir, 'peers/byok-relay'), settings.byokRelay),
  )
  if (settings.only.includes('nginx') && !hasNginx() && !aptInstall('nginx-light'))
    skipped.nginx = 'it is not installed (Debian, Ubuntu: sudo apt-get install nginx-light wrk)'
  return peers
}

/** Redis of the bench's own, on the generator's core, and the grants in it. */
const prepareRelay = async (settings) => {
  // The relay's own modules: imported after the build, and not at all for --help.
  const { issueGrants } = await import('./bench/grants.mjs')
  const secret = randomBytes(24).toString('base64url')
  const redis = await startRedis({
    folder: join(folder, 'redis'),
    log: join(folder, 'redis.log'),
    password: randomBytes(24).toString('base64url'),
    isDurable: false,
  })
  shutdown.add(() => redis.child.stop())
  pin(0, redis.child.pid)
  const grants = await issueGrants({ redisUrl: redis.url, count: settings.grants, secret })
  shutdown.add(() => grants.close())
  return { redisUrl: redis.url, grants, secret }
}

const audit = async (grants, answered) => {
  const { allowed, refused, costMicros } = await grants.usageEvents()
  const [openHolds, spentMicros] = [await grants.openHolds(), await grants.spentMicros()]
  // Requests in flight when wrk stops are served and recorded, but counted by nobody: hence at least.
  const isWhole = allowed >= answered && answered > 0 && openHolds === 0 && spentMicros === costMicros && refused === 0
  return { answered, allowed, refused, openHolds, spentMicros, costMicros, isWhole }
}

const showProfile = ({ functions, places, busySeconds }) => {
  for (const [title, rows] of [
    ['by function', functions],
    ['by package or file', places],
  ]) {
    say(`\n${bold(`Where the relay's time goes, ${title}`)} (self time, % of ${busySeconds.toFixed(1)} busy s)`)
    for (const { name, percent } of rows) say(`  ${percent.toFixed(1).padStart(5)}  ${name}`)
  }
}

const bench = async (settings) => {
  const skipped = {}
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  shutdown.add(() => rmSync(folder, { recursive: true, force: true }))
  shutdown.add(() => Promise.all([...children].map((child) => child.kill('SIGKILL'))))
  if (settings.withBuild) await step('build', () => runTarget('build'))
  const peers = await preparePeers(settings, skipped)
  const surroundings = settings.only.some((name) => name.startsWith('relay')) ? await prepareRelay(settings) : {}
  const names = settings.only.filter((name) => !(name in skipped))
  const context = { ...surroundings, folder, onChild, peers, names, hasNginx: hasNginx() }
  const requests = await measureRequests(settings, context, skipped)
  const checked = surroundings.grants && (await audit(surroundings.grants, requests.relayAnswered))
  const streams = await measureStreams(settings, context, skipped)
  const titles = Object.fromEntries(Object.entries(peers).map(([name, { title }]) => [name, title]))
  const result = { settings, machine: describeMachine(), titles, requests, streams, audit: checked, skipped }
  showReport(result)
  if (settings.withProfile && surroundings.grants) {
    const profileFolder = join(folder, 'profile')
    await profileRelay(settings, { ...context, profileFolder })
    result.profile = readProfile(profileFolder)
    showProfile(result.profile)
  }
  if (settings.json) writeFileSync(settings.json, `${JSON.stringify(result, null, 2)}\n`)
}

shutdown.onSignal(
  () => end(130),
  () => process.exit(130),
)
try {
  const settings = readSettings(process.argv.slice(2))
  if (settings.isHelp) say(HELP)
  else await bench(settings)
  await end(0)
} catch (error) {
  showProblem(error)
  await end(1)
}
