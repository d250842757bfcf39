import { FEW_CALLS, overloadOf, turnSeen } from './overload.js'

describe('overloadOf', () => {
  const limits = { loopDelayMs: 300, rssBytes: 1000, openCalls: 10 }
  const calm = { loopDelayMs: 300, rssBytes: 1000, heapShare: 0.9 }

  it.each([
    ['memory', { ...calm, rssBytes: 1001 }, FEW_CALLS],
    ['memory', { ...calm, heapShare: 0.91 }, 0],
    ['loop_delay', { ...calm, loopDelayMs: 301 }, 0],
    ['open_calls', calm, 10],
  ] as const)('says %s for %j with %i open calls', (reason, load, openCalls) => {
    expect(overloadOf(load, openCalls, limits)).toBe(reason)
  })

  it('takes calls up to every limit', () => {
    expect(overloadOf(calm, 9, limits)).toBeUndefined()
  })

  it('takes a few calls with memory that no call can be using, so that it comes back one day', () => {
    expect(overloadOf({ ...calm, rssBytes: 1001 }, FEW_CALLS - 1, limits)).toBeUndefined()
  })
})

describe('turnSeen', () => {
  const of = (turns: number[]): number => {
    const mean = turns.reduce((sum, turn) => sum + turn, 0) / turns.length
    return turnSeen(mean, Math.sqrt(turns.reduce((sum, turn) => sum + (turn - mean) ** 2, 0) / turns.length))
  }

  it('is the length of the turns when they are all alike', () => {
    expect(of([300, 300, 300])).toBeCloseTo(300)
  })

  it('is not taken in by short turns beside a long one', () => {
    expect(of([900, 20, 20, 20, 20, 20])).toBeGreaterThan(800)
  })

  it('does not cry about one pause of a collector', () => {
    expect(of([150, ...Array<number>(45).fill(20)])).toBeLessThan(60)
  })

  it('is nothing while nothing was measured', () => {
    expect(turnSeen(0, 0)).toBe(0)
  })
})
