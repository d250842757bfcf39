import { IdleClock } from './idle-clock.js'

const MINUTE = 60_000

describe('the idle clock', () => {
  it('does not let a touch after the limit open what is due: a laptop that wakes up is locked', () => {
    const clock = new IdleClock(0, 10 * MINUTE)
    clock.touch(11 * MINUTE)
    expect(clock.isOver(11 * MINUTE)).toBe(true)
  })

  it('counts from the last touch', () => {
    const clock = new IdleClock(0, 10 * MINUTE)
    clock.touch(9 * MINUTE)
    expect(clock.isOver(18 * MINUTE)).toBe(false)
    expect(clock.remainingMs(18 * MINUTE)).toBe(MINUTE)
    expect(clock.isOver(19 * MINUTE)).toBe(true)
    expect(clock.remainingMs(30 * MINUTE)).toBe(0)
  })

  it('obeys a shorter limit at once', () => {
    const clock = new IdleClock(0, 30 * MINUTE)
    clock.limitTo(MINUTE)
    expect(clock.isOver(2 * MINUTE)).toBe(true)
  })
})
