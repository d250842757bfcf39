import { revokeGrant } from './grant.js'
import { NOW, someGrant } from './grant.testing.js'
import { extendGrant, resealGrant } from './reseal.js'

const credential = (upstream = 'openai') => ({ custody: 'token', upstream, iv: 'new', ciphertext: 'new' }) as const
const replacement = { version: 1, credential: credential(), label: 'work' }

describe('resealGrant', () => {
  it('leaves alone what has ended, has another version, or has nothing of this upstream', () => {
    const grant = someGrant()
    const ended = revokeGrant(grant, NOW) ?? grant
    expect(resealGrant(ended, replacement, NOW)).toEqual({ outcome: 'ended' })
    expect(resealGrant({ ...grant, expiresAt: NOW }, replacement, NOW)).toEqual({ outcome: 'ended' })
    expect(resealGrant({ ...grant, version: 2 }, replacement, NOW)).toEqual({ outcome: 'changed' })
    expect(resealGrant(grant, { ...replacement, credential: credential('groq') }, NOW)).toEqual({ outcome: 'absent' })
  })

  it('replaces one credential and notes its label, and nothing else', () => {
    const other = { ...credential('groq'), iv: 'old' }
    const grant = someGrant({ labels: { groq: 'home', openai: 'work' } })
    const before = { ...grant, providers: ['openai', 'groq'], credentials: [...grant.credentials, other] }
    const { outcome, grant: after } = resealGrant(before, { ...replacement, label: 'new' }, NOW)
    expect(outcome).toBe('resealed')
    const credentials = [other, credential()]
    expect(after).toEqual({ ...before, version: 2, credentials, labels: { groq: 'home', openai: 'new' } })
  })
})

describe('extendGrant', () => {
  it('adds upstreams, and keeps terms and models that are not named', () => {
    const grant = someGrant()
    const after = extendGrant(grant, { credentials: [credential('groq')], labels: { groq: 'home' } })
    expect(after).toMatchObject({ version: 2, providers: ['openai', 'groq'], labels: { groq: 'home' } })
    expect([after.scope, after.budgets, after.limits]).toEqual([grant.scope, grant.budgets, grant.limits])
    expect(after.credentials).toEqual([...grant.credentials, credential('groq')])
  })

  it('forgets the label of a credential that was replaced by one without a label', () => {
    const grant = someGrant({ labels: { openai: 'work' } })
    expect(extendGrant(grant, { credentials: [credential()], labels: {} }).labels).toEqual({})
  })

  it('takes new terms and models where they are named', () => {
    const additions = { credentials: [], labels: {}, models: ['o*'], budgets: [], limits: { requestsPerMinute: 2 } }
    expect(extendGrant(someGrant(), additions)).toMatchObject({
      scope: { models: ['o*'] },
      budgets: [],
      limits: { requestsPerMinute: 2 },
    })
  })
})
