// Usage: npm run chaos -- [--rounds 5] [--seconds 4] [--seed 1] [--relays 2] [--clients 16] [--no-build]
// Relays under load while they and Redis are killed and started again; ends with the books, and with code 1 if a promise broke.
// PostgreSQL and the control plane are not part of it: their side of the contract is played by this script.
import { USAGE_QUEUE } from '@1relay/contracts'
import { Worker } from 'bullmq'
import { Redis } from 'ioredis'
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { judge, money, openWork } from './chaos/ledger.mjs'
import { issue, relayAt, serve, upstream } from './chaos/world.mjs'
import { startRedis } from './engines/redis.mjs'
import { runTarget } from './processes/nx.mjs'
import { makeShutdown } from './processes/shutdown.mjs'
import { green, note, red, say, showProblem, step } from './processes/terminal.mjs'

process.chdir(resolve(dirname(fileURLToPath(import.meta.url)), '..'))

const options = { rounds: '5', seconds: '4', seed: '1', relays: '2', clients: '16' }
const { values } = parseArgs({
  options: {
    ...Object.fromEntries(Object.entries(options).map(([name, value]) => [name, { type: 'string', default: value }])),
    'no-build': { type: 'boolean', default: false },
  },
})
const [rounds, seconds, seed, relayCount, clientCount] = Object.keys(options).map((name) => Number(values[name]))

// Deaths are shortened to seconds, so that a run sees many of them to the end.
const HOLD_TTL_MS = 3000
const CAPS = [20_000, 1_000_000, 1_000_000_000]
// Longer than the hundred tokens that the upstream counts: no tokenizer makes more than one token of a byte.
const PROMPT = 'What is the use of a budget? '.repeat(8)
const REST_MS = 60_000

const shutdown = makeShutdown()
const wait = (ms) => new Promise((done) => setTimeout(done, ms))

// mulberry32: small, and the same for the same seed.
let state = seed >>> 0
const random = () => {
  state = (state + 0x6d2b79f5) >>> 0
  let t = Math.imul(state ^ (state >>> 15), state | 1)
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
  return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
}
const pick = (list) => list[Math.floor(random() * list.length)]

const ask = (relay, { token }, agent, isStream) =>
  fetch(`${relay.origin}/v1/proxy/passthrough/openai/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'user-agent': agent },
    body: JSON.stringify({
      model: 'gpt-4o',
      max_tokens: 10,
      stream: isStream,
      messages: [{ role: 'user', content: PROMPT }],
    }),
    signal: AbortSignal.timeout(10_000),
  })

const client = async (world, number) => {
  for (let i = 0; world.isLoaded; i++) {
    const agent = `chaos/${number}.${i}`
    try {
      const answer = await ask(pick(world.relays), pick(world.grants), agent, i % 2 === 0)
      if (answer.status === 200) world.answered.push(agent)
      await answer.arrayBuffer()
    } catch {
      await wait(20) // its relay was killed: the books have to know all the same
    }
  }
}

const watchCaps = async (world) => {
  while (world.isLoaded) {
    for (const { grant } of world.grants) {
      const seen = await money(world.redis, grant).catch(() => undefined)
      if (seen && seen.spent + seen.held > grant.budgets[0].capMicros) world.overCap += 1
    }
    await wait(5)
  }
}

const startWorld = async (folder) => {
  const place = { folder: join(folder, 'redis'), log: join(folder, 'redis.log') }
  const secret = randomBytes(18).toString('hex')
  const start = (port) => startRedis({ ...place, password: secret, isDurable: true, port })
  const engine = await start()
  const world = { engine, relays: [], grants: [], served: [], answered: [], rows: new Map(), deliveries: 0, overCap: 0 }
  world.restartRedis = async () => {
    world.engine.child.kill('SIGKILL')
    await world.engine.child.exited
    await wait(500 + random() * 2000)
    world.engine = await start(Number(new URL(engine.url).port))
  }
  shutdown.add(() => world.engine.child.stop())
  world.redis = new Redis(engine.url, { maxRetriesPerRequest: 0, retryStrategy: () => 100 }).on('error', () => {})
  shutdown.add(() => world.redis.disconnect())
  for (const capMicros of CAPS) world.grants.push(await issue(world.redis, [{ period: 'total', capMicros }]))
  // The control plane's worker, with its one promise: one row by time and request id.
  const take = ({ data }) => {
    world.deliveries += data.events.length
    for (const event of data.events) if (!world.rows.has(event.requestId)) world.rows.set(event.requestId, event)
    return Promise.resolve()
  }
  const worker = new Worker(USAGE_QUEUE, take, { connection: { url: engine.url, maxRetriesPerRequest: null } })
  worker.on('error', () => {})
  shutdown.add(() => worker.close(true))
  const controlPlane = await serve((_, res) => res.writeHead(404).end(), shutdown)
  const openai = await serve(upstream(world.served), shutdown)
  for (let i = 0; i < relayCount; i++) {
    const relay = await relayAt(`relay-${i}`, folder, {
      REDIS_URL: engine.url,
      CONTROL_PLANE_ORIGIN: controlPlane,
      INTERNAL_SECRET: randomBytes(32).toString('base64url'),
      PROVIDER_ORIGINS: JSON.stringify({ openai }),
      HOLD_TTL_MS: String(HOLD_TTL_MS),
      LOG_LEVEL: 'error',
    })
    shutdown.add(() => relay.child.stop())
    world.relays.push(relay)
  }
  return world
}

const round = async (world) => {
  await wait(seconds * 1000 * random())
  if (random() < 0.25) {
    note('Redis is killed')
    return world.restartRedis()
  }
  const relay = pick(world.relays)
  note(`${relay.name} is killed`)
  relay.child.kill('SIGKILL')
  await relay.child.exited
  await wait(random() * 1000)
  await relay.start()
}

/** Until nothing is open any more, or it is clear that something stays. */
const settleDown = async (world) => {
  const until = Date.now() + REST_MS
  for (;;) {
    const open = await openWork(world.redis, world.grants).catch(() => -1)
    if (open === 0 || Date.now() > until) return open
    await wait(200)
  }
}

const run = async () => {
  const folder = mkdtempSync(join(tmpdir(), '1relay-chaos-'))
  mkdirSync(folder, { recursive: true })
  shutdown.add(() => rmSync(folder, { recursive: true, force: true }))
  if (!values['no-build']) await step('build', () => runTarget('build'))
  const world = await step('Redis, upstream, relays', () => startWorld(folder))
  world.isLoaded = true
  const load = Promise.all([watchCaps(world), ...Array.from({ length: clientCount }, (_, i) => client(world, i))])
  for (let i = 1; i <= rounds; i++) await step(`round ${i} of ${rounds}`, () => round(world))
  world.isLoaded = false
  await load
  const unfinished = await step('what was left behind is finished', () => settleDown(world))
  const probe = (await ask(world.relays[0], world.grants.at(-1), 'chaos/probe', false)).status
  await settleDown(world)
  await wait(1500) // the worker's last job
  const { facts, broken } = await judge({ ...world, unfinished, probe })
  say('')
  for (const [what, count] of Object.entries(facts)) say(`    ${String(count).padStart(7)}  ${what}`)
  for (const [what, count] of Object.entries(broken))
    say(`  ${count === 0 ? green('✓') : red('✗')} ${String(count).padStart(7)}  ${what}`)
  return Object.values(broken).every((count) => count === 0) ? 0 : 1
}

const end = async (code) => {
  await shutdown.run()
  process.exit(code)
}
shutdown.onSignal(
  () => void end(130),
  () => process.exit(130),
)
try {
  await end(await run())
} catch (error) {
  showProblem(error)
  await end(1)
}
