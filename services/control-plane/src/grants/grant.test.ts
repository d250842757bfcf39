import { changeTerms, revokeGrant, statusAt } from './grant.js'
import { DAY_MS, NOW, someGrant, someKeyGrant, somePendingGrant } from './grant.testing.js'
import type { LedgerTerms } from '@1relay/contracts'
import { forgetAt, projectGrant } from './projection.js'

const later = (ms: number): Date => new Date(NOW.getTime() + ms)

const ledger: LedgerTerms = { version: 3, budgets: [{ period: 'total', capMicros: 7 }] }

describe('a grant', () => {
  it('is not revoked twice: the first moment stays', () => {
    const revoked = revokeGrant(someGrant(), NOW)
    expect(revoked && revokeGrant(revoked, later(1))).toBeUndefined()
  })

  it('keeps nothing sealed once it is revoked, but its providers', () => {
    const revoked = revokeGrant(someGrant(), NOW)
    expect(revoked).toMatchObject({ state: 'revoked', credentials: [], ownerEnvelope: null, providers: ['openai'] })
    expect(JSON.stringify(revoked)).not.toMatch(/ciphertext|envelope/)
  })

  it.each([
    ['revoked', someGrant({ state: 'revoked' })],
    ['expired', someGrant({ expiresAt: NOW })],
    [
      'never exchanged in time',
      { ...somePendingGrant(), exchange: { proofHash: '', until: NOW, exchangedAt: null, repeatKey: null } },
    ],
  ])('takes no new terms when it is %s', (_, grant) => {
    expect(changeTerms(grant, { budgets: [] }, NOW)).toBeUndefined()
  })

  it('gets a new version with every change, and keeps what was not named', () => {
    const grant = someGrant()
    expect(changeTerms(grant, { budgets: [] }, NOW)).toEqual({ ...grant, version: 2, budgets: [] })
    expect(changeTerms(grant, { limits: {} }, NOW)).toEqual({ ...grant, version: 2, limits: {} })
  })

  it('expires at its moment, not after it', () => {
    const grant = someGrant({ expiresAt: later(1) })
    expect([statusAt(grant, NOW), statusAt(grant, later(1))]).toEqual(['active', 'expired'])
    expect([statusAt(somePendingGrant(), later(599_999)), statusAt(somePendingGrant(), later(600_000))]).toEqual([
      'pending',
      'expired',
    ])
  })
})

describe('a projection', () => {
  it.each([
    ['pending', somePendingGrant()],
    ['revoked', someGrant({ state: 'revoked' })],
    ['expired', someGrant({ expiresAt: NOW })],
    ['active without a verifier', someGrant({ verifier: null })],
  ])('of a grant that is %s says that it is dead and nothing else', (_, grant) => {
    const { id, version, ownerId: ledgerId } = grant
    expect(projectGrant(grant, ledger, NOW)).toEqual({ status: 'dead', id, version, ledgerId })
  })

  it('of an active grant has all that a relay needs, and nothing of accounts, apps or owners', () => {
    const grant = someGrant({ userReference: 'user-7', appId: 'anapp' })
    const projection = projectGrant(grant, ledger, NOW)
    expect(projection).toMatchObject({ status: 'live', ledgerId: grant.ownerId, credentials: grant.credentials })
    expect(JSON.stringify(projection)).not.toMatch(/user-7|anapp|envelope|Nightly/)
  })

  it('says from where and from which pages a token may be used, and whether query strings are recorded', () => {
    const { network, origins } = someKeyGrant()
    expect(projectGrant(someKeyGrant(), ledger, NOW)).toMatchObject({ network, origins, recordsQuery: true })
    const plain = projectGrant(someGrant(), ledger, NOW)
    expect(Object.keys(plain)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/network|origins|recordsQuery/)]),
    )
  })

  it('may be forgotten a day after its end, and never without one', () => {
    expect(forgetAt(projectGrant(someGrant({ state: 'revoked' }), ledger, NOW), NOW)).toBe(NOW.getTime() + DAY_MS)
    const expiring = projectGrant(someGrant({ expiresAt: later(1000) }), ledger, NOW)
    expect(forgetAt(expiring, NOW)).toBe(NOW.getTime() + 1000 + DAY_MS)
    expect(forgetAt(projectGrant(someGrant(), ledger, NOW), NOW)).toBeNull()
  })
})
