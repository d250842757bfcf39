// When all is over: nothing open, nothing on its way, and who asks is served again.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { redisKeys } from '@1relay/contracts'
import { sumBy } from './books.mjs'
import { wholeAnswer } from './clients.mjs'
import { readMoney } from './money.mjs'
import { holdOf, send } from './requests.mjs'
import { wait } from './wait.mjs'

// The slowest is usage that a flush took: relays ask after a while whether theirs has arrived.
const LIMIT_MS = 180_000

const ON_DISK = 'files with usage on disk'

// Usage waits in files while Redis is away, and until the control plane has recorded it. A `.part` is what a killed relay did not finish.
const filesOf = (folder) =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
        (file) => file.isFile() && !file.name.endsWith('.part'),
      )
    : []

const inFiles = ({ relays, folder }) => sumBy(relays, ({ name }) => filesOf(join(folder, name)).length)

const openInRedis = async ({ look }, { accountId }) => {
  const [holds, outbox, due] = await Promise.all([
    look.hvals(redisKeys.holds(accountId)),
    look.hlen(redisKeys.outbox(accountId)),
    look.zcard(redisKeys.due(accountId)),
  ])
  const late = holds.filter((hold) => JSON.parse(hold).deadline < Date.now())
  return { holds: holds.length, late: late.length, outbox, due }
}

/** What is still under way, as counts that are all 0 when nothing is. */
export const openWork = async (world) => {
  const { queue, people, upstream } = world
  const ledgers = await Promise.all(people.map((person) => openInRedis(world, person)))
  const jobs = await queue.getJobCounts('waiting', 'active', 'delayed', 'prioritized', 'paused')
  return {
    'open holds': sumBy(ledgers, ({ holds }) => holds),
    'open holds past their deadline': sumBy(ledgers, ({ late }) => late),
    'events in the outbox': sumBy(ledgers, ({ outbox }) => outbox),
    'entries for the reaper': sumBy(ledgers, ({ due }) => due),
    'jobs in the queue': sumBy(Object.values(jobs), (count) => count),
    [ON_DISK]: inFiles(world),
    'requests that the upstream still serves': [...upstream.served.values()].filter(({ isOpen }) => isOpen).length,
  }
}

/** Waits until nothing is under way, or it is clear that something stays; gives what stays. Copies on disk go last, half a minute later. */
export const settleDown = async (world, { withCopies }) => {
  const until = Date.now() + LIMIT_MS
  for (let quiet = 0; ;) {
    const work = await openWork(world).catch(() => ({ 'answers of Redis': 1 }))
    const left = Object.entries(work).filter(([what, count]) => count > 0 && (withCopies || what !== ON_DISK))
    quiet = left.length === 0 ? quiet + 1 : 0
    // Twice in a row: work that moves from one place to the next may be missed once.
    if (quiet === 2 || Date.now() > until) return Object.fromEntries(left)
    await wait(200)
  }
}

const question = (chance) => ({ ...wholeAnswer(chance), kind: 'probe' })

const fits = async (world, { id }, request) => {
  const pots = world.pots.filter(({ grantIds }) => grantIds.includes(id))
  const money = await Promise.all(pots.map((pot) => readMoney(world, pot)))
  return money
    .flatMap((caps) => caps ?? [])
    .every(({ capMicros, spent, held }) => spent + held + holdOf(request) <= capMicros)
}

/** Every grant on every relay, one at a time: what fits must pass, what does not fit must not. */
const probeOneByOne = async (world, wrong) => {
  const { grants, relays, chance, attempts } = world
  for (const grant of grants) {
    // The first request of a grant that nobody used since a flush brings its state back; it is no proof of anything.
    attempts.push(await send(relays[0], grant, question(chance), `chaos/warm-${grant.name}`))
    for (const relay of relays) {
      const request = question(chance)
      const expected = (await fits(world, grant, request)) ? 200 : 402
      const attempt = await send(relay, grant, request, `chaos/probe-${grant.name}-${relay.name}`)
      attempts.push(attempt)
      if (attempt.status !== expected) wrong.push({ ...attempt, expected })
    }
  }
}

/** As many at once as a grant allows: a place that was never given back would show. */
const probeTogether = async (world, wrong) => {
  const { grants, relays, chance, attempts } = world
  for (const grant of grants.filter(({ limits }) => limits?.concurrentRequests)) {
    const sent = Array.from({ length: grant.limits.concurrentRequests }, (_, i) =>
      send(relays[i % relays.length], grant, question(chance), `chaos/together-${grant.name}-${i}`),
    )
    for (const attempt of await Promise.all(sent)) {
      attempts.push(attempt)
      if (attempt.status !== 200) wrong.push({ ...attempt, expected: 200 })
    }
  }
}

/** Requests after all is over that were refused although they fit, or let through although they did not. */
export const probe = async (world) => {
  const wrong = []
  await probeOneByOne(world, wrong)
  await probeTogether(world, wrong)
  return wrong
}
