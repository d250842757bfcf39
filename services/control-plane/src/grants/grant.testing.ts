import { makeId } from '@1relay/vault'
import { type Grant, makeGrant } from './grant.js'

export const DAY_MS = 86_400_000
export const NOW = new Date('2026-11-21T10:00:00.000Z')

/** An active bot grant, or what the changes make of it. */
export const someGrant = (changes: Partial<Grant> = {}): Grant => ({
  ...makeGrant({
    id: makeId(),
    kind: 'bot',
    prefix: '1r_bt',
    ownerId: makeId(),
    appId: null,
    name: 'Nightly bot',
    verifier: 'v'.repeat(43),
    scope: { models: ['gpt-*'] },
    limits: { requestsPerMinute: 60 },
    budgets: [{ period: 'day', capMicros: 5_000_000 }],
    credentials: [{ custody: 'token', upstream: 'openai', iv: 'iv', ciphertext: 'ciphertext' }],
    ownerEnvelope: { iv: 'iv', ciphertext: 'envelope' },
    expiresAt: null,
    userReference: null,
    exchange: null,
    createdAt: NOW,
  }),
  ...changes,
})

/** A disposable key of a workspace, from confirmed networks and some pages, with its query strings recorded. */
export const someKeyGrant = (changes: Partial<Grant> = {}): Grant => {
  const sealed = {
    custody: 'relay',
    upstream: 'https://api.example.com',
    keyId: 'k',
    enc: 'e',
    ciphertext: 'c',
  } as const
  return someGrant({
    kind: 'key',
    prefix: 'rk_person',
    network: { mode: 'confirm', cidrs: ['203.0.113.7/32'] },
    origins: ['https://*.example.com'],
    recordsQuery: true,
    credentials: [{ ...sealed, ownerId: `conn_${makeId()}` }],
    ownerEnvelope: null,
    ...changes,
  })
}

/** A Link grant that waits for its exchange until ten minutes from NOW. */
export const somePendingGrant = (changes: Partial<Grant> = {}): Grant => {
  const until = new Date(NOW.getTime() + 600_000)
  const exchange = { proofHash: 'p'.repeat(43), until, exchangedAt: null, repeatKey: null }
  const link = { kind: 'link', prefix: '1r_at', appId: makeId(), verifier: null, state: 'pending', exchange } as const
  return someGrant({ ...link, ...changes })
}
