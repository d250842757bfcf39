import {
  ask,
  codeOf,
  Fleet,
  isWhole,
  makeCappedPerson,
  makeSpender,
  REDIS_KINDS,
  until,
  type Pot,
  type Spender,
} from '../../house/fleet/index.js'

const CAP = 1_000_000
const OUTPUT_MAX = 2000
const CLIENTS = 64

describe.each(REDIS_KINDS)('on %s', (_, isOnCluster) => {
  let fleet: Fleet

  beforeAll(async () => {
    fleet = await Fleet.start({ relays: 4, isOnCluster })
  })
  afterAll(() => fleet.stop())

  /** Looks at the money as often as Redis answers, until it is stopped. */
  const watch = (pot: Pot) => {
    const samples: { spent: number; held: number }[] = []
    let isOver = false
    const looking = (async () => {
      while (!isOver) samples.push(await fleet.money(pot))
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
  const spendAll = async (grants: readonly Spender[]): Promise<number> => {
    let refusals = 0
    const askOnce = async (wave: number, n: number): Promise<void> => {
      const isStream = (n + wave) % 2 === 0
      const outputTokens = 200 + ((n * 37 + wave * 53) % (OUTPUT_MAX - 200))
      const question = { isStream, isPatient: true, inputTokens: 100, outputTokens, outputMax: OUTPUT_MAX }
      const { id, token } = grants[n % grants.length] as Spender
      const reply = await ask(fleet.relay(n + wave).origin, { ...question, token, agent: `${id}.${wave}.${n}` })
      if (reply.status === 200) return expect(isStream ? isWhole(reply) : codeOf(reply) === undefined).toBe(true)
      expect([reply.status, codeOf(reply)]).toEqual([402, 'budget_exceeded'])
      refusals += 1
    }
    for (let wave = 0; ; wave++) {
      const before = refusals
      fleet.upstream.hold()
      const asking = Promise.all(Array.from({ length: CLIENTS }, (_, n) => askOnce(wave, n)))
      await Promise.race([
        asking,
        until('all have an answer', () => refusals - before + fleet.upstream.open === CLIENTS),
      ])
      fleet.upstream.release()
      await asking
      if (refusals - before === CLIENTS) return refusals
    }
  }

  /** Spends a pot to the end, and checks it at every instant and against what the upstream counted. */
  const expectExact = async (pot: Pot, grants: readonly Spender[]): Promise<void> => {
    const [countedBefore, servedBefore] = [fleet.upstream.costMicros, fleet.upstream.served.size]
    const stopWatching = watch(pot)
    const refusals = await spendAll(grants)
    const spent = await fleet.settled(pot)
    const samples = await stopWatching()
    expect(samples.filter(({ spent, held }) => spent + held > CAP)).toEqual([])
    // The clients did press against the cap, with many requests open, and used it up to less than one hold.
    expect(Math.max(...samples.map(({ spent, held }) => spent + held))).toBeGreaterThan(CAP * 0.95)
    expect(Math.max(...samples.map(({ held }) => held))).toBeGreaterThan(CAP / 2)
    expect(refusals).toBeGreaterThan(0)
    expect(spent).toBe(fleet.upstream.costMicros - countedBefore)
    expect(spent).toBeGreaterThan(CAP * 0.95)
    expect(spent).toBeLessThanOrEqual(CAP)
    const count = fleet.upstream.served.size - servedBefore + refusals
    const readRows = async () => (await Promise.all(grants.map(({ id }) => fleet.rows(id)))).flat()
    await until('every request has its row', async () => (await readRows()).length === count)
    expect((await readRows()).reduce((sum, { costMicros }) => sum + costMicros, 0)).toBe(spent)
  }

  describe('64 clients on 4 relays, streaming and not, never pass a cap and end at what the upstream counted', () => {
    const budgets = [{ period: 'total' as const, capMicros: CAP }]

    it('when it is on a grant', async () => {
      const grant = await makeSpender({ budgets })
      await expectExact(grant, [grant])
    })

    it('when it is on an account, above its grants', async () => {
      const person = await makeCappedPerson(budgets)
      const grants = [await makeSpender({ budgets: [] }, person), await makeSpender({ budgets }, person)]
      await expectExact({ ledgerId: person.accountId }, grants)
    })
  })
})
