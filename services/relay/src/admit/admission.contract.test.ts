import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import type { AdmissionRequest } from './admission.port.js'
import { aRequest, closing, STORES, type StoreUnderTest } from './admission.testing.js'
import { bucketsAt } from './buckets.js'

const month = (capMicros: number) => [{ period: 'month' as const, capMicros }]
const again = (request: AdmissionRequest): AdmissionRequest => ({ ...request, requestId: randomUUID() })

describe.each(STORES)('admission store on %s', (_, open) => {
  let under: StoreUnderTest
  beforeAll(async () => {
    under = await open()
  })
  afterAll(() => under.close())

  const warmed = async (overrides: Partial<AdmissionRequest> = {}): Promise<AdmissionRequest> => {
    const request = aRequest(overrides)
    await under.warm(request, request.version)
    return request
  }

  describe('refuses', () => {
    it('a grant it knows nothing of, as cold', async () => {
      expect(await under.store.admit(aRequest())).toEqual({ kind: 'cold' })
    })

    it('a request that was judged on another version', async () => {
      const request = await warmed({ version: 3 })
      expect(await under.store.admit({ ...request, version: 2 })).toEqual({ kind: 'stale' })
      expect(await under.store.admit({ ...request, version: 4 })).toEqual({ kind: 'stale' })
    })

    it('the request after the minute is used up, with a time to wait', async () => {
      const request = await warmed({ limits: { requestsPerMinute: 2 } })
      expect(await under.store.admit(request)).toMatchObject({ kind: 'admitted', rate: { limit: 2, remaining: 1 } })
      expect(await under.store.admit(again(request))).toMatchObject({ rate: { remaining: 0 } })
      const third = await under.store.admit(again(request))
      expect(third).toMatchObject({ kind: 'rate_limited', limit: 2 })
      const retryAfterMs = third.kind === 'rate_limited' ? third.retryAfterMs : 0
      expect(retryAfterMs).toBeGreaterThan(0)
      expect(retryAfterMs).toBeLessThanOrEqual(30_000)
    })

    it('everything under a limit of zero', async () => {
      const request = await warmed({ limits: { requestsPerMinute: 0 } })
      expect(await under.store.admit(request)).toMatchObject({ kind: 'rate_limited' })
      const other = await warmed({ limits: { concurrentRequests: 0 } })
      expect(await under.store.admit(other)).toEqual({ kind: 'too_many_concurrent' })
    })

    it('one more open request than allowed, until one is settled', async () => {
      const request = await warmed({ limits: { concurrentRequests: 1 } })
      expect(await under.store.admit(request)).toMatchObject({ kind: 'admitted' })
      expect(await under.store.admit(again(request))).toEqual({ kind: 'too_many_concurrent' })
      await under.store.settle(request, closing(request, 0))
      expect(await under.store.admit(again(request))).toMatchObject({ kind: 'admitted' })
    })

    it('a hold that does not fit, and writes nothing for it', async () => {
      const request = await warmed({ budgets: month(100), holdMicros: 60 })
      expect(await under.store.admit(request)).toMatchObject({ kind: 'admitted', budgetRoomMicros: 40 })
      expect(await under.store.admit(again(request))).toEqual({
        kind: 'budget_exceeded',
        level: 'grant',
        budgetRoomMicros: 40,
      })
      expect(await under.used(request)).toEqual({ spent: 0, held: 60 })
    })

    it('a hold that fits one budget and not the other', async () => {
      const budgets = [...month(100), { period: 'total' as const, capMicros: 10 }]
      const request = await warmed({ budgets, holdMicros: 11 })
      expect(await under.store.admit(request)).toMatchObject({ kind: 'budget_exceeded' })
      expect(await under.used(request)).toEqual({ spent: 0, held: 0 })
    })

    it('an extension without room, and keeps the hold as it was', async () => {
      const request = await warmed({ budgets: month(100), holdMicros: 60 })
      await under.store.admit(request)
      expect(await under.store.extend(request, 41)).toBe('refused')
      expect(await under.used(request)).toEqual({ spent: 0, held: 60 })
    })
  })

  it('counts an abandoned request no longer against concurrency once its deadline has passed', async () => {
    const request = await warmed({ limits: { concurrentRequests: 1 }, ttlMs: -1 })
    await under.store.admit(request)
    expect(await under.store.admit(again(request))).toMatchObject({ kind: 'admitted' })
  })

  it('lets a free request through although the money is gone', async () => {
    const request = await warmed({ budgets: month(50), holdMicros: 50 })
    await under.store.admit(request)
    await under.store.settle(request, closing(request, 60))
    expect(await under.store.admit({ ...again(request), holdMicros: 0 })).toMatchObject({
      kind: 'admitted',
      budgetRoomMicros: 0,
    })
  })

  it('replaces a grown hold by the cost, once', async () => {
    const request = await warmed({ budgets: month(100), holdMicros: 60 })
    await under.store.admit(request)
    expect(await under.store.extend(request, 40)).toBe('extended')
    expect(await under.used(request)).toEqual({ spent: 0, held: 100 })
    expect(await under.store.settle(request, closing(request, 33))).toMatchObject({ kind: 'settled' })
    expect(await under.store.settle(request, closing(request, 33))).toMatchObject({ kind: 'settled' })
    expect(await under.used(request)).toEqual({ spent: 33, held: 0 })
    expect(await under.store.extend(request, 1)).toBe('gone')
  })

  it('spends nothing more for a request that was closed by a retry, and leaves its event to whoever has it', async () => {
    const request = await warmed({ budgets: month(100), holdMicros: 60 })
    await under.store.admit(request)
    const once = { ...closing(request, 33), isRetry: true }
    expect(await under.store.settle(request, once)).toMatchObject({ kind: 'settled' })
    expect(await under.store.settle(request, { ...closing(request, 44), isRetry: true })).toEqual({ kind: 'taken' })
    expect(await under.used(request)).toEqual({ spent: 33, held: 0 })
  })

  it('gives an event to every retry of its own: the answers to the earlier ones may all have been lost', async () => {
    const request = await warmed({ budgets: month(100), holdMicros: 60 })
    await under.store.admit(request)
    const ended = closing(request, 33)
    const settled = await under.store.settle(request, ended)
    expect(settled.kind).toBe('settled')
    for (let i = 0; i < 3; i++) {
      expect(await under.store.settle(request, { ...ended, isRetry: true })).toEqual(settled)
    }
    expect(await under.used(request)).toEqual({ spent: 33, held: 0 })
  })

  it('spends what a hold cost that the store has lost, once, and only when the grant is back', async () => {
    const request = aRequest({ budgets: month(100), holdMicros: 60 })
    const { month: bucket } = bucketsAt(Date.now())
    const ended = closing(request, 33)
    const lost = { ...ended, lost: { buckets: [bucket] } }
    expect(await under.store.settle(request, ended)).toMatchObject({ kind: 'cold' })
    expect(await under.store.settle(request, lost)).toMatchObject({ kind: 'cold' })
    await under.warm(request, request.version)
    expect(await under.store.settle(request, ended)).toMatchObject({ kind: 'lost' })
    expect(await under.used(request)).toEqual({ spent: 0, held: 0 })
    expect(await under.store.settle(request, lost)).toMatchObject({ kind: 'settled' })
    expect(await under.store.settle(request, lost)).toMatchObject({ kind: 'settled' })
    expect(await under.used(request)).toEqual({ spent: 33, held: 0 })
  })

  it('keeps the event of a request whose grant is gone for good', async () => {
    const request = aRequest()
    const orphan = { ...closing(request, 33), lost: { buckets: [] } }
    expect(await under.store.settle(request, orphan)).toMatchObject({ kind: 'settled' })
    expect(await under.used(request)).toEqual({ spent: 0, held: 0 })
  })

  it('holds in every period, so that a budget added later counts the request from its start', async () => {
    const request = await warmed({ holdMicros: 70 })
    await under.store.admit(request)
    expect(await under.used(request)).toEqual({ spent: 0, held: 70 })
    expect(await under.store.admit({ ...again(request), budgets: month(100), holdMicros: 31 })).toMatchObject({
      kind: 'budget_exceeded',
      budgetRoomMicros: 30,
    })
  })

  it('keeps spent + held <= cap after every step of any interleaving', async () => {
    const step = fc.record({
      act: fc.constantFrom('admit' as const, 'extend' as const, 'settle' as const),
      amount: fc.integer({ min: 0, max: 60 }),
      pick: fc.nat(20),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(step, { minLength: 1, maxLength: 6 }), { maxLength: 8 }), async (rounds) => {
        const request = await warmed({ budgets: month(100) })
        const open: { request: AdmissionRequest; held: number }[] = []
        for (const round of rounds) {
          await Promise.all(
            round.map(async ({ act, amount, pick }) => {
              if (act === 'admit') {
                const next = { ...again(request), holdMicros: amount }
                if ((await under.store.admit(next)).kind === 'admitted') open.push({ request: next, held: amount })
                return
              }
              const chosen = open[pick % Math.max(open.length, 1)]
              if (chosen === undefined) return
              if (act === 'extend') {
                const extension = await under.store.extend(chosen.request, amount)
                if (extension === 'extended') chosen.held += amount
              } else await under.store.settle(chosen.request, closing(chosen.request, Math.min(amount, chosen.held)))
            }),
          )
          const { spent, held } = await under.used(request)
          expect(spent + held).toBeLessThanOrEqual(100)
          expect(Math.min(spent, held)).toBeGreaterThanOrEqual(0)
        }
      }),
      { numRuns: 60 },
    )
  })
})
