import { createLogger } from '@1relay/log'
import { Housekeeping } from './housekeeping.service.js'

const NOW = new Date('2026-11-21T10:00:00.000Z')
const logger = createLogger({ name: 'test', level: 'silent' })

describe('housekeeping', () => {
  it('does every chore, whatever fails before it, and says that something did', async () => {
    const done: string[] = []
    const chores = ['one', 'two', 'three'].map((name) => ({
      name,
      run: async () => {
        if (name === 'one') throw new Error('no')
        done.push(name)
        return 0
      },
    }))
    await expect(new Housekeeping(chores, () => NOW, logger).round()).rejects.toThrow('housekeeping')
    expect(done).toEqual(['two', 'three'])
  })

  it('goes on with a chore until less is left than it asks for, at one moment', async () => {
    let left = 1200
    const moments = new Set<Date>()
    const run = async (now: Date, limit: number): Promise<number> => {
      moments.add(now)
      const count = Math.min(left, limit)
      left -= count
      return count
    }
    await new Housekeeping([{ name: 'one', run }], () => new Date(), logger).round()
    expect([left, moments.size]).toEqual([0, 1])
  })
})
