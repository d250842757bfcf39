import { readFailure } from './failure.js'

describe('readFailure', () => {
  it.each(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL'])(
    'takes a request that was sent for sent, though its connection ended with %s',
    (code) => {
      const cause = Object.assign(new Error('x'), { code })
      expect(readFailure(cause, true)).toEqual({ code: 'upstream_failed', wasSent: true, cause })
      expect(readFailure(cause, false)).toEqual({ code: 'upstream_unreachable', wasSent: false, cause })
    },
  )
})
