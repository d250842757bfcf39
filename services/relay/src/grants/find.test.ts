import type { LiveGrant } from '@1relay/contracts'
import { ColdGate, FindGrant, type FindOptions } from './index.js'
import { MemoryGrantStore } from './grant-store.memory.js'

const grant = { status: 'live', id: 'a', version: 1 } as LiveGrant
const finderOf = (between: Pick<FindOptions, 'store' | 'cold'>, unknownMax = 10): FindGrant => {
  const gate = new ColdGate({ atOnceMax: unknownMax, perSecondMax: unknownMax, now: () => 0 })
  return new FindGrant({ ...between, gate, cacheMax: 10, cacheTtlMs: 60_000, unknownTtlMs: 60_000 })
}
const open = () => {
  const [store, cold] = [new MemoryGrantStore(), new MemoryGrantStore()]
  return { store, cold, finder: finderOf({ store, cold }) }
}

describe('FindGrant', () => {
  it('asks for a grant that nobody knows only once', async () => {
    const { store, cold, finder } = open()
    expect(await finder.find('a')).toBeUndefined()
    expect(await finder.find('a')).toBeUndefined()
    expect([store.reads, cold.rebuilds]).toEqual([1, 1])
  })

  it('asks once for a burst', async () => {
    const { store, finder } = open()
    store.grants.set('a', grant)
    await Promise.all([finder.find('a'), finder.find('a'), finder.find('a')])
    expect(store.reads).toBe(1)
  })

  it('asks the control plane only if the store has nothing', async () => {
    const { store, cold, finder } = open()
    store.grants.set('a', grant)
    expect(await finder.find('a')).toBe(grant)
    expect(cold.rebuilds).toBe(0)
  })

  it('reads again what was dropped', async () => {
    const { store, finder } = open()
    store.grants.set('a', grant)
    await finder.find('a')
    store.grants.set('a', { ...grant, version: 2 })
    expect(await finder.find('a')).toMatchObject({ version: 1 })
    finder.drop('a')
    expect(await finder.find('a')).toMatchObject({ version: 2 })
  })

  it('takes no read that began before it was asked for what there is now, and reads once for all who ask meanwhile', async () => {
    const { cold } = open()
    const answers: ((grant: LiveGrant) => void)[] = []
    const store = { find: () => new Promise<LiveGrant>((resolve) => answers.push(resolve)) }
    const finder = finderOf({ store, cold })
    const [old, ...fresh] = [finder.find('a'), finder.refresh('a'), finder.refresh('a')]
    answers[0]?.(grant)
    expect(await old).toBe(grant)
    await new Promise(setImmediate)
    const late = finder.refresh('a')
    answers[1]?.({ ...grant, version: 2 })
    expect(await Promise.all(fresh)).toEqual([
      { ...grant, version: 2 },
      { ...grant, version: 2 },
    ])
    await new Promise(setImmediate)
    answers[2]?.({ ...grant, version: 3 })
    expect(await late).toEqual({ ...grant, version: 3 })
    expect(answers).toHaveLength(3)
    expect(finder.find('a')).toEqual({ ...grant, version: 3 })
  })

  it('has a grant written again for whoever misses it while it is being written: what was written may be lost since', async () => {
    const { store } = open()
    const writes: ((grant: LiveGrant) => void)[] = []
    const cold = { rebuild: () => new Promise<LiveGrant>((resolve) => writes.push(resolve)) }
    const finder = finderOf({ store, cold })
    const [before, ...after] = [finder.rebuild('a'), finder.rebuild('a'), finder.rebuild('a')]
    writes[0]?.(grant)
    expect(await before).toBe(grant)
    await new Promise(setImmediate)
    writes[1]?.({ ...grant, version: 2 })
    expect((await Promise.all(after)).map((found) => found?.version)).toEqual([2, 2])
    expect(writes).toHaveLength(2)
  })

  it('reads again for whoever asks for what there is now, when the read before failed', async () => {
    const { cold } = open()
    const store = { find: jest.fn().mockRejectedValueOnce(new Error('away')).mockResolvedValue(grant) }
    const finder = finderOf({ store, cold })
    const ends = await Promise.allSettled([finder.find('a'), finder.refresh('a')])
    expect(ends.map(({ status }) => status)).toEqual(['rejected', 'fulfilled'])
  })

  it('remembers no failure', async () => {
    const { store, cold } = open()
    const failing = { find: jest.fn().mockRejectedValueOnce(new Error('away')).mockResolvedValue(grant) }
    const finder = finderOf({ store: failing, cold })
    await expect(finder.find('a')).rejects.toThrow('away')
    expect(await finder.find('a')).toBe(grant)
    expect(store.reads).toBe(0)
  })

  it('asks about so many ids that nobody knows and no more, and still finds and rebuilds the grants that there are', async () => {
    const [store, cold] = [new MemoryGrantStore(), new MemoryGrantStore()]
    const finder = finderOf({ store, cold }, 3)
    for (const id of ['x', 'y', 'z']) expect(await finder.find(id)).toBeUndefined()
    await expect(finder.find('v')).rejects.toMatchObject({ code: 'limits_unavailable', retryAfterMs: 1000 })
    expect(cold.rebuilds).toBe(3)
    store.grants.set('a', grant)
    expect(await finder.find('a')).toBe(grant)
    cold.grants.set('a', grant)
    expect(await finder.rebuild('a')).toBe(grant)
  })
})
