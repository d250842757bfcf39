import type { AuditRecord } from '../audit/queries.js'
import { callersOf, keyIdIn } from './evidence.js'

const record = (seq: number, ip: string, refusal?: string): AuditRecord => ({
  seq,
  at: `2026-11-21T12:00:0${seq}.000Z`,
  recordedAt: `2026-11-21T12:00:0${seq}.000Z`,
  kind: 'call',
  hash: '',
  act: null,
  call: {
    requestId: String(seq),
    connectionId: null,
    keyId: '0Ab1Cd2Ef3Gh4Ij5',
    keyOwner: null,
    upstream: null,
    method: 'GET',
    path: '/',
    query: null,
    decision: refusal === undefined ? 'allowed' : 'refused',
    reason: refusal ?? null,
    outcome: null,
    status: 200,
    durationMs: 1,
    ip,
    userAgent: `client/${ip}`,
  },
})

describe('the evidence of a leak', () => {
  it('tells apart what was stopped by the question from what was refused for its scope', () => {
    const records = [
      record(1, '203.0.113.7'),
      record(2, '198.51.100.4', 'ip_confirmation_required'),
      record(3, '198.51.100.4', 'path_not_allowed'),
    ]
    expect(callersOf(records)).toEqual([
      expect.objectContaining({ ip: '198.51.100.4', allowed: 0, refused: 2, asked: 1, lastAt: records[2]?.at }),
      expect.objectContaining({ ip: '203.0.113.7', allowed: 1, refused: 0, asked: 0 }),
    ])
  })
})

describe('what somebody found', () => {
  it.each(['', 'sk-proj-abc', 'rk_app_short_x', '1r_at_0Ab1Cd2Ef3Gh4Ij5_x'])('names no key: %j', (text) => {
    expect(keyIdIn(text)).toBeUndefined()
  })

  it.each([
    'rk_app_0Ab1Cd2Ef3Gh4Ij5_secret_x',
    'Authorization: Bearer rk_proxy_0Ab1Cd2Ef3Gh4Ij5_…',
    'rk_vendor_0Ab1Cd2Ef3Gh4Ij5',
  ])('names its key, also when it is cut off: %s', (text) => {
    expect(keyIdIn(text)).toBe('0Ab1Cd2Ef3Gh4Ij5')
  })
})
