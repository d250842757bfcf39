import { ColdGate } from './index.js'

const REFUSED = { code: 'limits_unavailable', retryAfterMs: 1000 }

describe('ColdGate', () => {
  it('lets only so many questions be open at a time', async () => {
    const gate = new ColdGate({ atOnceMax: 2, perSecondMax: 100, now: () => 0 })
    const answers: (() => void)[] = []
    const question = jest.fn(() => new Promise<void>((resolve) => answers.push(resolve)))
    const asked = [gate.ask(question), gate.ask(question)]
    await expect(gate.ask(question)).rejects.toMatchObject(REFUSED)
    expect(question).toHaveBeenCalledTimes(2)
    for (const answer of answers) answer()
    await Promise.all(asked)
    await expect(gate.ask(() => Promise.reject(new Error('away')))).rejects.toThrow('away')
    await expect(gate.ask(() => Promise.resolve('there'))).resolves.toBe('there')
  })

  it('lets only so many questions through a second, whatever becomes of them', async () => {
    let nowMs = 0
    const gate = new ColdGate({ atOnceMax: 10, perSecondMax: 4, now: () => nowMs })
    const passed = async (): Promise<number> => {
      let count = 0
      for (let i = 0; i < 20; i++) count += await gate.ask(() => Promise.resolve(1)).catch(() => 0)
      return count
    }
    expect(await passed()).toBe(4)
    nowMs = 500
    expect(await passed()).toBe(2)
    nowMs = 60_000
    expect(await passed()).toBe(4)
  })
})
