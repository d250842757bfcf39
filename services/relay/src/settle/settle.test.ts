import { MemoryAdmissionStore } from '../admit/admission.memory.js'
import { aRequest } from '../admit/admission.testing.js'
import { Settle } from './index.js'

describe('Settle', () => {
  it('keeps a settlement that the store did not take, and settles it once', async () => {
    const store = new MemoryAdmissionStore(() => 0)
    const request = aRequest({ holdMicros: 10 })
    store.warm(request.grantId, 1)
    await store.admit(request)
    let isAway = true
    const flaky = {
      settle: (...args: Parameters<MemoryAdmissionStore['settle']>) =>
        isAway ? Promise.reject(new Error('away')) : store.settle(...args),
    }
    const settle = new Settle({
      store: Object.assign(Object.create(store), flaky),
      retryEveryMs: 60_000,
      onTrouble: () => undefined,
    })
    settle.settle(request, 4)
    await settle.close()
    expect([settle.waiting, store.used(request.grantId, 'month')]).toEqual([1, { spent: 0, held: 10 }])
    isAway = false
    settle.retry()
    settle.retry()
    await settle.close()
    expect([settle.waiting, store.used(request.grantId, 'month')]).toEqual([0, { spent: 4, held: 0 }])
  })
})
