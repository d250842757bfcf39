import { ERRORS, type ErrorCode } from '@1relay/contracts'
import { Fault, fault, isFault, statusOf, toErrorBody, toFault } from './index.js'

const canary = 'sk-canary-4f1d0c'

describe('toErrorBody', () => {
  it('shows nothing of the internal reason or the cause', () => {
    const failure = fault('not_found', `no row for ${canary}`, { cause: new Error(canary) })
    expect(JSON.stringify(toErrorBody(failure, 'req_1'))).not.toContain(canary)
  })

  it('drops what details carry beyond field and problem', () => {
    const detail = { field: '/email', problem: 'must be an e-mail address', value: canary }
    const body = toErrorBody(fault('invalid_request', 'validation', { details: [detail] }), 'req_1')
    expect(body.error.details).toEqual([{ field: '/email', problem: 'must be an e-mail address' }])
  })

  it('leaves details out when there are none', () => {
    expect(toErrorBody(fault('internal', 'x'), 'req_1').error).not.toHaveProperty('details')
  })

  it.each(Object.keys(ERRORS) as ErrorCode[])('takes sentence, type and status of %s from the catalogue', (code) => {
    const failure = fault(code, 'why')
    expect(toErrorBody(failure, 'req_1')).toEqual({
      success: false,
      error: { code, message: ERRORS[code].message, type: ERRORS[code].type, requestId: 'req_1' },
    })
    expect(statusOf(failure)).toBe(ERRORS[code].status)
  })
})

describe('isFault', () => {
  it.each([undefined, null, 'internal', 0, new Error('x'), { code: 'internal', internal: 'x' }])(
    'refuses %p, which only looks like one',
    (other) => {
      expect(isFault(other)).toBe(false)
    },
  )

  it('recognises a fault of another copy of the package', async () => {
    let other: typeof import('./fault.js') | undefined
    await jest.isolateModulesAsync(async () => {
      other = await import('./fault.js')
    })
    expect(other?.Fault).not.toBe(Fault)
    expect(isFault(other?.fault('internal', 'x'))).toBe(true)
  })
})

describe('toFault', () => {
  it('turns an unknown error into an opaque internal one that keeps the cause', () => {
    const cause = new Error('connection lost')
    const failure = toFault(cause)
    expect([failure.code, failure.cause]).toEqual(['internal', cause])
  })

  it('returns a fault as it is', () => {
    const failure = fault('rate_limited', 'bucket is empty', { retryAfterMs: 1500 })
    expect(toFault(failure)).toBe(failure)
    expect(failure.retryAfterMs).toBe(1500)
  })
})
