import { MemoryAdmissionStore } from '../admit/admission.memory.js'
import { aRequest, closing } from '../admit/admission.testing.js'
import type { AdmissionRequest } from '../admit/index.js'
import { MemorySpool } from '../usage/usage-log.memory.js'
import { Settle, type Pending } from './index.js'

class SometimesAway extends MemoryAdmissionStore {
  isAway = false
  override settle(...args: Parameters<MemoryAdmissionStore['settle']>) {
    return this.isAway ? Promise.reject(new Error('away')) : super.settle(...args)
  }
}

const eventOf = (request: AdmissionRequest, costMicros: number) => {
  const { event } = closing(request, costMicros)
  if (event === null) throw new Error('no event')
  return event
}

const open = (store = new SometimesAway(Date.now), spool = new MemorySpool<Pending>(), rebuild?: () => void) => {
  const delivered: string[] = []
  const settle = new Settle({
    store,
    deliver: ({ requestId }) => delivered.push(requestId),
    rebuild: () => Promise.resolve(rebuild?.()),
    spool,
    retryEveryMs: 60_000,
    onTrouble: () => undefined,
  })
  return { store, spool, settle, delivered }
}

describe('Settle', () => {
  it('keeps a settlement that the store did not take, and settles it once', async () => {
    const { store, settle, delivered } = open()
    const request = aRequest({ holdMicros: 10 })
    store.warm(request.grantId, 1)
    await store.admit(request)
    store.isAway = true
    settle.settle(request, eventOf(request, 4))
    await settle.retry()
    expect([settle.waiting, store.used(request.grantId, 'month'), delivered]).toEqual([1, { spent: 0, held: 10 }, []])
    store.isAway = false
    await settle.retry()
    await settle.close()
    expect([settle.waiting, store.used(request.grantId, 'month')]).toEqual([0, { spent: 4, held: 0 }])
    expect(delivered).toEqual([request.requestId])
  })

  it('leaves what it could not settle to the next process, which settles it once', async () => {
    const first = open()
    const request = aRequest({ holdMicros: 10 })
    first.store.warm(request.grantId, 1)
    await first.store.admit(request)
    first.store.isAway = true
    first.settle.settle(request, eventOf(request, 4))
    await first.settle.close()
    first.store.isAway = false
    const second = open(first.store, first.spool)
    await second.settle.replay()
    await second.settle.replay()
    await second.settle.close()
    expect(first.store.used(request.grantId, 'month')).toEqual({ spent: 4, held: 0 })
    expect(second.delivered).toEqual([request.requestId])
  })

  it('adds the cost of a hold that a flush has taken to a state that is rebuilt first, once', async () => {
    const store = new SometimesAway(Date.now)
    const request = aRequest({ holdMicros: 10 })
    const rebuild = (): void => store.warm(request.grantId, 1, { total: 100 })
    const { settle, delivered } = open(store, undefined, rebuild)
    rebuild()
    await store.admit(request)
    store.lose()
    settle.settle(request, eventOf(request, 4))
    await settle.close()
    expect(store.used(request.grantId, 'total')).toEqual({ spent: 104, held: 0 })
    expect(delivered).toEqual([request.requestId])
    settle.settle(request, eventOf(request, 4))
    await settle.close()
    expect(store.used(request.grantId, 'total')).toEqual({ spent: 104, held: 0 })
  })
})
