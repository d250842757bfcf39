import type { UsageEvent } from '@1relay/contracts'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MemoryAdmissionStore } from '../admit/admission.memory.js'
import { aRequest, closing } from '../admit/admission.testing.js'
import { FileUsageJournal, PART_MS } from '../usage/usage-journal.file.js'
import { Recover } from './index.js'

const CLOSED_MS = 2 * PART_MS

describe('Recover', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'recover-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  /** A settled and noted request, a store that can lose its memory, and a record that has what is put into it. */
  const open = async () => {
    let clock = Date.now()
    const now = (): number => clock
    const store = new MemoryAdmissionStore(now)
    const request = aRequest({ holdMicros: 10 })
    const [recorded, delivered, rebuilt] = [new Set<string>(), [] as string[], [] as string[]]
    let isAway = false
    let memory = 'first'
    const missing = (events: readonly { requestId: string }[]) =>
      isAway
        ? Promise.reject(new Error('away'))
        : Promise.resolve(new Set(events.flatMap(({ requestId }) => (recorded.has(requestId) ? [] : requestId))))
    const rebuild = async (grantId: string): Promise<void> => {
      rebuilt.push(grantId)
      store.warm(grantId, 1)
    }
    const journal = new FileUsageJournal({ folder, now, onTrouble: () => undefined })
    const recover = new Recover({
      journal,
      receipts: { missing },
      store,
      rebuild,
      deliver: ({ requestId }) => delivered.push(requestId),
      everyMs: PART_MS,
      memory: () => Promise.resolve(memory),
      now,
      onTrouble: () => undefined,
    })
    store.warm(request.grantId, 1)
    await store.admit(request)
    const ended = closing(request, 4)
    const settled = await store.settle(request, ended)
    store.outbox.clear()
    journal.note(ended.event as UsageEvent, settled.kind === 'settled' ? settled.memory : null)
    await journal.close()
    const pass = async (ms: number): Promise<void> => {
      clock += ms
      await recover.run()
    }
    const away = (is: boolean): void => void (isAway = is)
    const lose = (): void => {
      store.lose()
      memory = 'second'
    }
    return {
      lose,
      step: (ms: number) => void (clock += ms),
      store,
      request,
      recorded,
      delivered,
      rebuilt,
      journal,
      recover,
      pass,
      away,
    }
  }

  it('lets go of the copies once all of them are recorded, and not while it cannot be told', async () => {
    const { recorded, delivered, request, journal, pass, away } = await open()
    recorded.add(request.requestId)
    away(true)
    await pass(CLOSED_MS)
    expect(await journal.parts()).toHaveLength(1)
    away(false)
    await pass(0)
    expect([await journal.parts(), delivered]).toEqual([[], []])
  })

  it('spends and delivers what Redis has lost, once, however often it looks', async () => {
    const { store, request, recorded, delivered, rebuilt, journal, pass } = await open()
    store.lose()
    await pass(CLOSED_MS)
    expect(rebuilt).toEqual([request.grantId])
    expect(store.used(request.grantId, 'month')).toEqual({ spent: 4, held: 0 })
    expect(delivered).toEqual([request.requestId])
    store.outbox.clear()
    for (let round = 0; round < 3; round++) await pass(3_600_000)
    expect(store.used(request.grantId, 'month')).toEqual({ spent: 4, held: 0 })
    recorded.add(request.requestId)
    await pass(3_600_000)
    expect(await journal.parts()).toEqual([])
  })

  it('notices a flush within its next look at Redis, and brings back what was noted a moment ago', async () => {
    const { lose, step, store, request, delivered, recover, away } = await open()
    await recover.watch()
    lose()
    away(true)
    await recover.watch()
    away(false)
    await recover.watch()
    expect(delivered).toEqual([])
    step(10_000)
    await recover.watch()
    expect(store.used(request.grantId, 'month')).toEqual({ spent: 4, held: 0 })
    await recover.watch()
    expect(delivered).toEqual([request.requestId])
  })

  it('delivers again what only the queue has lost, spends nothing, and asks less and less often', async () => {
    const { store, request, delivered, pass } = await open()
    for (let round = 0; round < 8; round++) await pass(CLOSED_MS)
    expect(store.used(request.grantId, 'month')).toEqual({ spent: 4, held: 0 })
    expect(new Set(delivered)).toEqual(new Set([request.requestId]))
    expect(delivered).toHaveLength(4)
  })

  it('looks once more at the sum of a grant that was rebuilt, when what was on its way has arrived', async () => {
    const { rebuilt, recover, recorded, request, pass } = await open()
    recorded.add(request.requestId)
    recover.wasRebuilt('g')
    await pass(9999)
    expect(rebuilt).toEqual([])
    await pass(1)
    await pass(CLOSED_MS)
    expect(rebuilt).toEqual(['g'])
  })
})
