import { Strangers } from './strangers.js'

describe('Strangers', () => {
  it('may write ten lines a minute into the log of each grant, and the rest is counted', () => {
    let nowMs = 0
    let unrecorded = 0
    const strangers = new Strangers({ now: () => nowMs, max: 10, onUnrecorded: () => (unrecorded += 1) })
    const lines = (grantId: string): number =>
      Array.from({ length: 50 }, () => strangers.mayRecord(grantId)).filter(Boolean).length
    expect([lines('a'), lines('a'), lines('b'), unrecorded]).toEqual([10, 0, 10, 130])
    nowMs = 59_999
    expect(lines('a')).toBe(0)
    nowMs = 60_000
    expect(lines('a')).toBe(10)
  })
})
