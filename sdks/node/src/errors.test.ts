import * as first from './errors.js'

// A second copy of the module, as when an app and a library each bring this package.
let second: typeof first
jest.isolateModules(() => {
  second = jest.requireActual('./errors.js')
})

const facts = { code: 'budget_exceeded', message: 'm', source: '1relay', status: 402 } as const

describe('errors', () => {
  it('are told apart by instanceof', () => {
    const error = new first.BudgetExceededError(facts)
    expect(error instanceof first.RateLimitError).toBe(false)
    expect(error instanceof first.BudgetExceededError).toBe(true)
    expect(error instanceof first.OneRelayError).toBe(true)
    expect(error instanceof Error).toBe(true)
  })

  it('are told apart across two copies of the package', () => {
    expect(second.BudgetExceededError).not.toBe(first.BudgetExceededError)
    const error: unknown = new second.BudgetExceededError(facts)
    expect(error instanceof first.BudgetExceededError).toBe(true)
    expect(error instanceof first.OneRelayError).toBe(true)
    expect(error instanceof first.RateLimitError).toBe(false)
    expect(first.isOneRelayError(error)).toBe(true)
  })

  it('take nothing else for one of them', () => {
    for (const other of [null, undefined, 1, 'x', {}, new Error('x'), { name: 'OneRelayError' }]) {
      expect(other instanceof first.OneRelayError).toBe(false)
      expect(first.isOneRelayError(other)).toBe(false)
    }
  })

  it("do not take every failure for one of an app's own subclass", () => {
    class Mine extends first.OneRelayError {}
    expect(new first.OneRelayError(facts) instanceof Mine).toBe(false)
    expect(new Mine(facts) instanceof Mine).toBe(true)
    expect(new Mine(facts) instanceof first.OneRelayError).toBe(true)
  })

  it('carry their name, also when the code is minified', () => {
    expect(new first.AbortError(facts).name).toBe('AbortError')
    expect(String(new first.TimeoutError(facts))).toBe('TimeoutError: m')
  })
})
