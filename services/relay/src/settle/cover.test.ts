import { Cover, type Growth } from './index.js'

/** A cover of 100 units at one micro-dollar each, whose store answers as it is told, and a clock that only pauses move. */
const open = (answers: (Growth | 'away')[]) => {
  const asked: number[] = []
  let clock = 0
  const pause = (ms: number): Promise<void> => Promise.resolve(void (clock += ms))
  const cover = new Cover({
    covered: 100,
    costOf: (from, to) => to - from,
    grow: (micros) => {
      asked.push(micros)
      const answer = answers.shift() ?? 'extended'
      return answer === 'away' ? Promise.reject(new Error('away')) : Promise.resolve(answer)
    },
    isOpen: () => true,
    now: () => clock,
    pause,
  })
  return { cover, asked, pause, clock: () => clock }
}
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('Cover', () => {
  it('ends a stream only when what it needs at least is refused', async () => {
    const { cover, asked } = open(['refused', 'refused'])
    expect(await cover.reach(110, 150)).toBe('budget_exceeded')
    expect(asked).toEqual([50, 10])
  })

  it('goes on with what it needs if there is no room for more', async () => {
    const { cover } = open(['refused', 'extended'])
    expect(await cover.reach(110, 150)).toBeUndefined()
    expect(cover.units).toBe(110)
  })

  it('does not end a stream because more than it needs yet is refused', async () => {
    const { cover } = open(['refused'])
    cover.aim(150)
    await settled()
    expect(await cover.reach(100, 150)).toBeUndefined()
    expect(cover.units).toBe(100)
  })

  it('waits for a store that is away, and grows when it is back', async () => {
    const { cover, clock } = open(['away', 'away', 'away', 'extended'])
    expect(await cover.reach(110, 150)).toBeUndefined()
    expect([cover.units, clock()]).toEqual([150, 1500])
  })

  it('gives up on a store that stays away for half a minute', async () => {
    const { cover, clock } = open(Array.from({ length: 100 }, () => 'away' as const))
    expect(await cover.reach(110, 150)).toBe('limits_unavailable')
    expect(clock()).toBe(30_000)
  })

  it('does not blame the budget when a reaper has closed the call', async () => {
    expect(await open(['gone']).cover.reach(110, 150)).toBe('limits_unavailable')
  })

  it('asks one thing at a time, and a store that did not answer only after a while', async () => {
    const { cover, asked, pause } = open(['away', 'extended'])
    cover.aim(150)
    cover.aim(160)
    await settled()
    cover.aim(170)
    expect(asked).toEqual([50])
    await pause(500)
    cover.aim(170)
    await settled()
    expect([asked, cover.units]).toEqual([[50, 70], 170])
  })
})
