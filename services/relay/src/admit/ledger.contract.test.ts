import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import type { Budget } from '@1relay/contracts'
import type { AdmissionRequest, LostHold } from './admission.port.js'
import { aRequest, closing, STORES, type StoreUnderTest } from './admission.testing.js'
import { bucketsAt } from './buckets.js'

const month = (capMicros: number): Budget[] => [{ period: 'month', capMicros }]
const again = (request: AdmissionRequest): AdmissionRequest => ({ ...request, requestId: randomUUID() })
const buckets = Object.values(bucketsAt(Date.now()))

describe.each(STORES)('the money of a ledger on %s', (_, open) => {
  let under: StoreUnderTest
  beforeAll(async () => {
    under = await open()
  })
  afterAll(() => under.close())

  /** A request for each of several grants of one ledger. */
  const grants = async (count: number, ledgerBudgets: Budget[], overrides: Partial<AdmissionRequest> = {}) => {
    const { ledgerId } = aRequest()
    const requests = Array.from({ length: count }, () => aRequest({ ...overrides, ledgerId, ledgerVersion: 1 }))
    await under.warmLedger({ ...aRequest(), ledgerId }, 1, ledgerBudgets)
    for (const request of requests) await under.warm(request, 1)
    return requests as [AdmissionRequest, AdmissionRequest, ...AdmissionRequest[]]
  }

  it('refuses what two grants together would spend too much, says whose cap it is, and writes nothing', async () => {
    const [one, other] = await grants(2, month(100), { holdMicros: 60 })
    expect(await under.store.admit(one)).toMatchObject({ kind: 'admitted' })
    expect(await under.store.admit(other)).toEqual({ kind: 'budget_exceeded', level: 'ledger', budgetRoomMicros: 40 })
    expect(await under.used(other)).toEqual({ spent: 0, held: 0 })
    expect(await under.usedOfLedger(one)).toEqual({ spent: 0, held: 60 })
  })

  it('refuses on the cap of the grant although the ledger has room', async () => {
    const [one] = await grants(1, month(1000), { holdMicros: 60, budgets: month(50) })
    expect(await under.store.admit(one)).toMatchObject({ kind: 'budget_exceeded', level: 'grant' })
    expect(await under.usedOfLedger(one)).toEqual({ spent: 0, held: 0 })
  })

  it('refuses a request that was judged on other terms, as stale: it may not know that it has to be held for', async () => {
    const [one] = await grants(1, month(100))
    expect(await under.store.admit({ ...one, ledgerVersion: 0 })).toEqual({ kind: 'stale' })
    await under.warmLedger(one, 2, month(200))
    expect(await under.store.admit(one)).toEqual({ kind: 'stale' })
    expect(await under.store.admit({ ...one, ledgerVersion: 2 })).toMatchObject({ kind: 'admitted' })
  })

  it('refuses an extension for which the ledger has no room, whatever its grant may spend', async () => {
    const [one, other] = await grants(2, month(100), { holdMicros: 50, budgets: month(1000) })
    await under.store.admit(one)
    await under.store.admit(other)
    expect(await under.store.extend(one, 1)).toBe('refused')
    await under.store.settle(other, closing(other, 20))
    expect(await under.store.extend(one, 30)).toBe('extended')
    expect(await under.store.extend(one, 1)).toBe('refused')
    expect(await under.usedOfLedger(one)).toEqual({ spent: 20, held: 80 })
  })

  it('tells nobody how much room the ledger has', async () => {
    const [one] = await grants(1, month(100), { holdMicros: 10 })
    expect(await under.store.admit(one)).toMatchObject({ kind: 'admitted', budgetRoomMicros: null })
  })

  it('puts a lost hold back, with what is added, where both budgets have room for all of it', async () => {
    const [one] = await grants(1, month(100), { budgets: month(90) })
    const hold: LostHold = { micros: 60, facts: one.facts, buckets }
    expect(await under.store.extend(one, 10)).toBe('gone')
    expect(await under.store.extend(one, 31, hold)).toBe('refused')
    expect(await under.store.extend(one, 10, hold)).toBe('extended')
    expect(await under.store.extend(one, 10, hold)).toBe('extended')
    expect([await under.used(one), await under.usedOfLedger(one)]).toEqual([
      { spent: 0, held: 80 },
      { spent: 0, held: 80 },
    ])
    await under.store.settle(one, closing(one, 33))
    expect(await under.usedOfLedger(one)).toEqual({ spent: 33, held: 0 })
  })

  it('never puts back a hold that was closed, nor one of a grant that is cold', async () => {
    const [one, other] = await grants(2, [], { holdMicros: 5 })
    const hold: LostHold = { micros: 5, facts: one.facts, buckets }
    await under.store.admit(one)
    await under.store.settle(one, closing(one, 5))
    expect(await under.store.extend(one, 0, hold)).toBe('gone')
    await under.store.admit(other)
    await under.store.settle(other, { ...closing(other, 5), isRetry: true })
    expect(await under.store.extend(other, 0, hold)).toBe('gone')
    expect(await under.store.extend(aRequest(), 0, hold)).toBe('cold')
  })

  it('knows what it has settled, and spends again only what it has forgotten', async () => {
    const [one] = await grants(1, [], { holdMicros: 5 })
    await under.store.admit(one)
    const settled = await under.store.settle(one, closing(one, 5))
    const memory = settled.kind === 'settled' ? settled.memory : ''
    const repeat = { ...closing(one, 5), isRetry: true, lost: { buckets } }
    expect(await under.store.settle(one, { ...repeat, settledIn: memory })).toEqual(settled)
    expect(await under.usedOfLedger(one)).toEqual({ spent: 5, held: 0 })
    const [forgotten] = [again(one)]
    const missed = { ...closing(forgotten, 7), isRetry: true, lost: { buckets }, settledIn: 'an older memory' }
    expect(await under.store.settle(forgotten, missed)).toEqual(settled)
    expect(await under.store.settle(forgotten, missed)).toEqual(settled)
    expect([await under.used(one), await under.usedOfLedger(one)]).toEqual([
      { spent: 12, held: 0 },
      { spent: 12, held: 0 },
    ])
  })

  it('keeps spent + held <= cap of ledger and grants after every step of any interleaving', async () => {
    const step = fc.record({
      act: fc.constantFrom('admit' as const, 'extend' as const, 'settle' as const),
      amount: fc.integer({ min: 0, max: 60 }),
      pick: fc.nat(20),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(step, { minLength: 1, maxLength: 6 }), { maxLength: 8 }), async (rounds) => {
        const requests = await grants(3, month(100), { budgets: month(60) })
        const open: { request: AdmissionRequest; held: number }[] = []
        for (const round of rounds) {
          await Promise.all(
            round.map(async ({ act, amount, pick }) => {
              if (act === 'admit') {
                const next = { ...again(requests[pick % 3] ?? requests[0]), holdMicros: amount }
                if ((await under.store.admit(next)).kind === 'admitted') open.push({ request: next, held: amount })
                return
              }
              const chosen = open[pick % Math.max(open.length, 1)]
              if (chosen === undefined) return
              if (act === 'extend') {
                if ((await under.store.extend(chosen.request, amount)) === 'extended') chosen.held += amount
              } else await under.store.settle(chosen.request, closing(chosen.request, Math.min(amount, chosen.held)))
            }),
          )
          const ledger = await under.usedOfLedger(requests[0])
          const each = await Promise.all(requests.map((request) => under.used(request)))
          expect(ledger.spent + ledger.held).toBeLessThanOrEqual(100)
          for (const { spent, held } of each) expect(spent + held).toBeLessThanOrEqual(60)
          expect(ledger.spent).toBe(each.reduce((sum, { spent }) => sum + spent, 0))
          expect(ledger.held).toBe(each.reduce((sum, { held }) => sum + held, 0))
        }
      }),
      { numRuns: 40 },
    )
  })
})
