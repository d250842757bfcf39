import { fault } from '@1relay/faults'
import { plainStatusOf, toPlainBody } from './index.js'

describe('a refusal to a page', () => {
  it('is a sentence under `error`, and shows nothing of the reason or the cause', () => {
    const failure = fault('invalid_token', 'row sk-canary', { cause: new Error('sk-canary') })
    expect(toPlainBody(failure, 'req_1')).toEqual({
      error: 'Invalid or expired token',
      code: 'invalid_token',
      type: 'authentication_error',
      requestId: 'req_1',
    })
  })

  it('keeps the status of the catalogue, but for a provider without a key, where byok-relay answers 400', () => {
    expect(plainStatusOf(fault('rate_limited', ''))).toBe(429)
    expect(plainStatusOf(fault('provider_not_granted', ''))).toBe(400)
  })

  it('drops what details carry beyond field and problem', () => {
    const details = [{ field: '/key', problem: 'is missing', value: 'sk-canary' }]
    expect(toPlainBody(fault('invalid_request', '', { details }), 'r').details).toEqual([
      { field: '/key', problem: 'is missing' },
    ])
  })
})
