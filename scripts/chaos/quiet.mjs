// When all is over: nothing open, nothing on its way, and who asks is served again.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { redisKeys } from '@1relay/contracts'
import { wholeAnswer } from './clients.mjs'
import { readMoney } from './money.mjs'
import { holdOf, send } from './requests.mjs'

const wait = (ms) => new Promise((done) => setTimeout(done, ms))

const filesIn = (folder) => (existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.jsonl')) : [])

const inSpools = ({ relays, folder }) =>
  relays
    .flatMap(({ name }) => ['usage-spool', 'settlement-spool'].map((spool) => filesIn(join(folder, name, spool))))
    .reduce((count, files) => count + files.length, 0)

/** What is still under way, as counts that are all 0 when nothing is. */
export const openWork = async (world) => {
  const { look, queue, person, upstream } = world
  const [holds, outbox, due, jobs] = await Promise.all([
    look.hvals(redisKeys.holds(person.accountId)),
    look.hlen(redisKeys.outbox(person.accountId)),
    look.zcard(redisKeys.due(person.accountId)),
    queue.getJobCounts('waiting', 'active', 'delayed', 'prioritized', 'paused'),
  ])
  const late = holds.filter((hold) => JSON.parse(hold).deadline < Date.now())
  return {
    'open holds': holds.length,
    'open holds past their deadline': late.length,
    'events in the outbox': outbox,
    'entries for the reaper': due,
    'jobs in the queue': Object.values(jobs).reduce((sum, count) => sum + count, 0),
    'files in the spools': inSpools(world),
    'requests that the upstream still serves': [...upstream.served.values()].filter(({ isOpen }) => isOpen).length,
  }
}

/** Waits until nothing is under way, or it is clear that something stays; gives what stays. */
export const settleDown = async (world) => {
  const until = Date.now() + 5 * world.holdTtlMs + 20_000
  for (let quiet = 0; ;) {
    const work = await openWork(world).catch(() => ({ 'answers of Redis': 1 }))
    const left = Object.entries(work).filter(([, count]) => count > 0)
    quiet = left.length === 0 ? quiet + 1 : 0
    // Twice in a row: work that moves from one place to the next may be missed once.
    if (quiet === 2 || Date.now() > until) return Object.fromEntries(left)
    await wait(200)
  }
}

const question = (chance) => ({ ...wholeAnswer(chance), kind: 'probe' })

const fits = async (world, grant, request) => {
  const money = (await readMoney(world, grant)) ?? []
  return money.every(({ capMicros, spent, held }) => spent + held + holdOf(request) <= capMicros)
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
