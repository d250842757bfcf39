import { addKey } from '@1relay/custody'
import { exchangeProof, openWithToken, parsePublicToken, proofHash, unwrapSealHalf } from '@1relay/vault'
import type { LinkView, Outcome } from '../api/index.js'
import { MemoryLinkApi } from '../api/link-api.memory.js'
import { approve } from './index.js'

const view: LinkView = {
  linkSessionId: '0Ab1Cd2Ef3Gh4Ij5',
  grantId: 'GrantGrantGrant1',
  app: {
    clientId: '1r_cid_0Ab1Cd2Ef3Gh4Ij5',
    name: 'Quill',
    logoUrl: null,
    isTest: false,
    origins: ['https://quill.example'],
  },
  requestedProviders: ['openai'],
  budgetSuggestionCents: 1000,
  requestsPerMinuteSuggestion: null,
  models: null,
  expiresAt: '2026-11-21T12:30:00.000Z',
  redirectUri: null,
  state: null,
  update: null,
}
const linkToken = '1r_lt_0Ab1Cd2Ef3Gh4Ij5_token'
const secretKey = 'sk-canary-2f1c9d7e5b'
const budgets = [{ period: 'month' as const, capMicros: 10_000_000 }]
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes)

const get = <T>(outcome: Outcome<T>): T => {
  if (!outcome.ok) throw new Error(`refused: ${outcome.problem.code}`)
  return outcome.value
}

const approveWith = async (change: { label?: string } = {}) => {
  const api = new MemoryLinkApi({ view, providers: [], linkToken })
  const { account, sessionToken } = get(await api.signIn('register', 'ada@example.com', 'account password'))
  const vaultKey = crypto.getRandomValues(new Uint8Array(32))
  const owner = { accountId: account.id, vaultKey }
  const added = { ...owner, provider: 'openai', label: 'default', credential: new TextEncoder().encode(secretKey) }
  const item = { ...get(await addKey({ api: api.vaultOf(sessionToken) }, added)), ...change }
  const input = { ...owner, sessionToken, linkToken, grantId: view.grantId, items: [item], budgets, limits: {} }
  return { api, owner, outcome: await approve({ api }, input) }
}

describe('approving', () => {
  it('asks for nothing when an item of the vault was moved to another place', async () => {
    const { api, outcome } = await approveWith({ label: 'other' })
    expect(outcome).toMatchObject({ problem: { code: 'key_unreadable', subject: 'openai (other)' } })
    expect(api.authorizations).toEqual([])
  })

  it('seals what the public token opens and the server cannot', async () => {
    const { api, owner, outcome } = await approveWith()
    const { publicToken, connectionId } = get(outcome)
    expect(connectionId).toBe(view.grantId)
    const parsed = parsePublicToken(publicToken)
    if (!parsed.ok) throw new Error(parsed.reason)
    const { id: grantId, seal } = parsed.token
    const [sent] = api.authorizations
    const [credential] = sent?.credentials ?? []
    if (sent === undefined || credential === undefined) throw new Error('nothing was sent')
    expect(text(await openWithToken({ seal, grantId, upstream: 'openai', sealed: credential }))).toBe(secretKey)
    expect(sent.proofHash).toBe(await proofHash(await exchangeProof({ seal, grantId })))
    expect(await unwrapSealHalf({ ...owner, grantId, envelope: sent.ownerEnvelope })).toBe(seal)
    expect(sent.budgets).toEqual(budgets)
    const wire = api.sent.join('\n')
    for (const secret of [secretKey, seal]) expect(wire).not.toContain(secret)
  })

  it('leaves the vault key alone: it wipes only its own copy', async () => {
    const { owner } = await approveWith()
    expect(owner.vaultKey.some((byte) => byte !== 0)).toBe(true)
  })
})
