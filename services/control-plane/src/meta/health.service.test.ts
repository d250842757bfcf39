import { isFault } from '@1relay/faults'
import { Health } from './health.service.js'

const codeOf = async (health: Health): Promise<string> =>
  health.check().then(
    () => 'well',
    (error: unknown) => (isFault(error) ? error.code : 'broken'),
  )

describe('Health', () => {
  it('is unavailable when one engine refuses', async () => {
    const health = new Health([
      { name: 'one', ask: () => Promise.resolve() },
      { name: 'other', ask: () => Promise.reject(new Error('away')) },
    ])
    expect(await codeOf(health)).toBe('unavailable')
  })

  it('is unavailable when an engine does not answer in time', async () => {
    jest.useFakeTimers()
    const health = new Health([{ name: 'slow', ask: () => new Promise(() => undefined) }])
    const code = codeOf(health)
    await jest.advanceTimersByTimeAsync(1000)
    expect(await code).toBe('unavailable')
    jest.useRealTimers()
  })

  it('asks each engine once, however many want to know, and anew later', async () => {
    let asked = 0
    const health = new Health([{ name: 'one', ask: async () => void asked++ }])
    await Promise.all(Array.from({ length: 50 }, () => health.check()))
    expect(asked).toBe(1)
    expect(await codeOf(health)).toBe('well')
    expect(asked).toBe(2)
  })
})
