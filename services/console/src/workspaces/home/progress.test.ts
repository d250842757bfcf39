import { progressOf } from './progress.js'

const key = { lastUsedAt: null, requests: 0, status: 'active' } as const

describe('progressOf', () => {
  it('has come nowhere at first', () => {
    expect(Object.values(progressOf(0, []))).toEqual([false, false, false, false, false])
  })

  it('does not take an expired key for one that was revoked by hand', () => {
    expect(progressOf(1, [{ ...key, status: 'expired', requests: 1 }])).toMatchObject({
      hasRevoked: false,
      isDone: false,
    })
  })

  it('is done once a key was issued, called and revoked, even if what it stood in for is gone', () => {
    expect(
      progressOf(0, [
        { ...key, requests: 2 },
        { ...key, status: 'revoked' },
      ]),
    ).toMatchObject({ isDone: true })
  })
})
