import { addKey } from '@1relay/custody'
import { makeHalf, openWithToken, wrapSealHalf } from '@1relay/vault'
import type { LinkView, Outcome } from '../api/index.js'
import { MemoryLinkApi } from '../api/link-api.memory.js'
import { update } from './index.js'

const grantId = 'GrantGrantGrant1'
const view = { linkSessionId: '0Ab1Cd2Ef3Gh4Ij5', grantId } as LinkView
const secretKey = 'sk-ant-canary-2f1c9d7e5b'
const budgets = [{ period: 'month' as const, capMicros: 25_000_000 }]

const get = <T>(outcome: Outcome<T>): T => {
  if (!outcome.ok) throw new Error(`refused: ${outcome.problem.code}`)
  return outcome.value
}

const setUp = async () => {
  const api = new MemoryLinkApi({ view, providers: [], linkToken: 'l' })
  const { account, sessionToken } = get(await api.signIn('register', 'ada@example.com', 'account password'))
  const owner = { accountId: account.id, vaultKey: crypto.getRandomValues(new Uint8Array(32)) }
  const credential = new TextEncoder().encode(secretKey)
  const key = { ...owner, provider: 'anthropic', label: 'default', credential }
  const item = get(await addKey({ api: api.vaultOf(sessionToken) }, key))
  const seal = makeHalf()
  api.envelope = await wrapSealHalf({ ...owner, grantId, seal })
  const input = { ...owner, sessionToken, linkToken: 'l', grantId, items: [item], budgets, limits: {} }
  return { api, owner, seal, input }
}

describe('changing a connection', () => {
  it('is refused to whoever does not own it, before anything is sealed', async () => {
    const { api, input } = await setUp()
    api.envelope = undefined
    expect(await update({ api }, input)).toMatchObject({ problem: { code: 'wrong_account' } })
    expect(api.updates).toEqual([])
  })

  it('does nothing with an envelope that was made for another connection', async () => {
    const { api, owner, input } = await setUp()
    api.envelope = await wrapSealHalf({ ...owner, grantId: 'OtherOtherOther1', seal: makeHalf() })
    expect((await update({ api }, input)).ok).toBe(false)
    expect(api.updates).toEqual([])
  })

  it('seals what is added under the half that the app’s token has, and sends that to nobody', async () => {
    const { api, seal, input } = await setUp()
    expect(get(await update({ api }, input))).toEqual({ connectionId: grantId })
    const [sent] = api.updates
    const [credential] = sent?.credentials ?? []
    if (credential === undefined) throw new Error('nothing was sent')
    const opened = await openWithToken({ seal, grantId, upstream: 'anthropic', sealed: credential })
    expect(new TextDecoder().decode(opened)).toBe(secretKey)
    expect(sent?.budgets).toEqual(budgets)
    for (const secret of [seal, secretKey]) expect(api.sent.join('\n')).not.toContain(secret)
  })

  it('opens nothing when only the budget changes', async () => {
    const { api, input } = await setUp()
    expect((await update({ api }, { ...input, items: [] })).ok).toBe(true)
    expect(api.updates[0]?.credentials).toEqual([])
  })
})
