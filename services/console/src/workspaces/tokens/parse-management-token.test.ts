import { BLANK, parseManagementToken, type TokenText } from './parse-management-token.js'

const now = new Date('2026-11-21T12:00:00Z')
const parse = (given: Partial<TokenText>) => parseManagementToken({ ...BLANK, name: 'Agents', ...given }, now)
const provisioner = { connectionIds: ['conn_0Ab1Cd2Ef3Gh4Ij5'], methods: ['GET'], paths: '/v1/voices' } as const

describe('parseManagementToken', () => {
  it('makes no provisioner without bounds, and says what is missing', () => {
    const parsed = parse({ liveKeysMax: '' })
    expect(parsed.ok ? [] : Object.keys(parsed.problems)).toEqual(['connectionIds', 'methods', 'paths', 'liveKeysMax'])
  })

  it.each([
    ['liveKeysMax', '1001'],
    ['requestsPerMinuteMax', 'many'],
    ['dailyBudget', '-1'],
    ['keyCidrs', 'office'],
    ['cidrs', '10.0.0.0/64'],
  ] as const)('refuses a provisioner whose %s is %s', (field, value) => {
    const parsed = parse({ ...provisioner, [field]: value })
    expect(parsed.ok ? [] : Object.keys(parsed.problems)).toEqual([field])
  })

  it('gives a provisioner bounds and no scope of its own', () => {
    const parsed = parse({ ...provisioner, dailyBudget: '5' })
    expect(parsed).toEqual({
      ok: true,
      token: {
        name: 'Agents',
        role: 'provisioner',
        expiresAt: '2027-02-19T12:00:00.000Z',
        bounds: {
          connectionIds: provisioner.connectionIds,
          methods: ['GET'],
          paths: ['/v1/voices'],
          ttlSecondsMax: 3600,
          liveKeysMax: 20,
          budgets: [{ period: 'day', capMicros: 5_000_000 }],
        },
      },
    })
  })

  it('takes an empty scope of an admin for all that an admin may, for ever if so wanted', () => {
    expect(parse({ role: 'admin', ends: '' })).toEqual({ ok: true, token: { name: 'Agents', role: 'admin' } })
  })
})
