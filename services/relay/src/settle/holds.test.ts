import { MemoryAdmissionStore } from '../admit/admission.memory.js'
import { aRequest, closing } from '../admit/admission.testing.js'
import type { AdmissionRequest } from '../admit/index.js'
import { Holds, type RunningHold } from './index.js'

const open = async () => {
  const store = new MemoryAdmissionStore(Date.now)
  const request = aRequest({ holdMicros: 40, budgets: [{ period: 'month', capMicros: 100 }] })
  const warm = (): void => store.warm(request.grantId, 1)
  warm()
  await store.admit(request)
  let rebuilds = 0
  const holds = new Holds({ store, rebuild: () => Promise.resolve(warm()).then(() => rebuilds++) })
  return { store, request, holds, rebuilds: () => rebuilds }
}
const running = (request: AdmissionRequest, isOpen = true): RunningHold => ({
  ...request,
  micros: request.holdMicros,
  at: Date.now(),
  facts: () => request.facts,
  isOpen: () => isOpen,
})

describe('Holds', () => {
  it('puts back what a flush has taken, after the grant is rebuilt, and does not call it a spent budget', async () => {
    const { store, request, holds, rebuilds } = await open()
    store.lose()
    expect(await holds.grow(running(request), 10)).toBe('extended')
    expect(rebuilds()).toBe(1)
    expect(store.used(request.grantId, 'month')).toEqual({ spent: 0, held: 50 })
    expect(await holds.grow(running(request), 51)).toBe('refused')
  })

  it('puts nothing back for a call that is being settled: the settlement could not find it any more', async () => {
    const { store, request, holds } = await open()
    await store.settle(request, closing(request, 3))
    store.outbox.clear()
    expect(await holds.grow(running(request, false), 0)).toBe('gone')
    expect(store.used(request.grantId, 'month')).toEqual({ spent: 3, held: 0 })
  })
})
