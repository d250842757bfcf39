import { ask, codeOf, Fleet, isWhole, makeSpender, until, type Spender } from '../../house/fleet/index.js'

const CAP = 1_000_000
const OUTPUT_MAX = 2000
const CLIENTS = 64

let fleet: Fleet

beforeAll(async () => {
  fleet = await Fleet.start({ relays: 4 })
})
afterAll(() => fleet.stop())

/** Looks at the money as often as Redis answers, until it is stopped. */
const watch = (grant: Spender) => {
  const samples: { spent: number; held: number }[] = []
  let isOver = false
  const looking = (async () => {
    while (!isOver) samples.push(await fleet.money(grant))
  })()
  return async () => {
    isOver = true
    await looking
    return samples
  }
}

/**
 * All clients ask at once, and those who are admitted stay open until all others are refused; again and again until nobody gets anything.
 * Gives how often they were refused.
 */
const spendAll = async ({ token }: Spender): Promise<number> => {
  let refusals = 0
  const askOnce = async (wave: number, n: number): Promise<void> => {
    const isStream = (n + wave) % 2 === 0
    const outputTokens = 200 + ((n * 37 + wave * 53) % (OUTPUT_MAX - 200))
    const question = { isStream, isPatient: true, inputTokens: 100, outputTokens, outputMax: OUTPUT_MAX }
    const reply = await ask(fleet.relay(n + wave).origin, { ...question, token, agent: `${wave}.${n}` })
    if (reply.status === 200) return expect(isStream ? isWhole(reply) : codeOf(reply) === undefined).toBe(true)
    expect([reply.status, codeOf(reply)]).toEqual([402, 'budget_exceeded'])
    refusals += 1
  }
  for (let wave = 0; ; wave++) {
    const before = refusals
    fleet.upstream.hold()
    const asking = Promise.all(Array.from({ length: CLIENTS }, (_, n) => askOnce(wave, n)))
    await Promise.race([asking, until('all have an answer', () => refusals - before + fleet.upstream.open === CLIENTS)])
    fleet.upstream.release()
    await asking
    if (refusals - before === CLIENTS) return refusals
  }
}

it('a cap is never passed by 64 clients on 4 relays, at any instant, and ends at what the upstream counted', async () => {
  const grant = await makeSpender({ budgets: [{ period: 'total', capMicros: CAP }] })
  const stopWatching = watch(grant)
  const refusals = await spendAll(grant)
  const spent = await fleet.settled(grant)
  const samples = await stopWatching()
  expect(samples.filter(({ spent, held }) => spent + held > CAP)).toEqual([])
  // The clients did press against the cap, with many requests open, and used it up to less than one hold.
  expect(Math.max(...samples.map(({ spent, held }) => spent + held))).toBeGreaterThan(CAP * 0.95)
  expect(Math.max(...samples.map(({ held }) => held))).toBeGreaterThan(CAP / 2)
  expect(refusals).toBeGreaterThan(0)
  expect(spent).toBe(fleet.upstream.costMicros)
  expect(spent).toBeGreaterThan(CAP * 0.95)
  expect(spent).toBeLessThanOrEqual(CAP)
  await until(
    'every request has its row',
    async () => (await fleet.rows(grant.id)).length === fleet.upstream.served.size + refusals,
  )
  const rows = await fleet.rows(grant.id)
  expect(rows.reduce((sum, { costMicros }) => sum + costMicros, 0)).toBe(spent)
})
