import { openWithToken, parseToken } from '@1relay/vault'
import { addKey, makeBotToken } from './index.js'
import { MemoryVaultApi, MemoryWire } from './memory.js'
import { get, secretKey, text, utf8 } from './house.testing.js'

const terms = { name: 'A bot', budgets: [] }

describe('a new bot token', () => {
  it('opens what the server stored, and the server was never told how', async () => {
    const wire = new MemoryWire()
    const api = new MemoryVaultApi(wire)
    const owner = { accountId: 'AccountAccount01', vaultKey: crypto.getRandomValues(new Uint8Array(32)) }
    const place = { provider: 'openai', label: 'work' }
    const item = get(await addKey({ api }, { ...owner, ...place, credential: utf8(secretKey) }))
    const { id, token } = get(await makeBotToken({ api }, { ...owner, items: [item], terms }))
    const parsed = parseToken(token)
    if (!parsed.ok || parsed.token.seal === undefined) throw new Error('not a token-sealed token')
    const { seal } = parsed.token
    const [sent] = api.botTokens
    const [credential] = sent?.credentials ?? []
    if (credential === undefined) throw new Error('nothing was sent')
    expect(credential).toMatchObject(place)
    expect(text(await openWithToken({ seal, grantId: id, upstream: 'openai', sealed: credential }))).toBe(secretKey)
    for (const secret of [seal, secretKey, token]) expect(wire.sent.join()).not.toContain(secret)
  })

  it('is not made of what is no stem: the person is told, and nothing throws', async () => {
    const api = new MemoryVaultApi()
    api.createBotToken = async () => ({ ok: true, value: '<html>' })
    const owner = { accountId: 'AccountAccount01', vaultKey: new Uint8Array(32).fill(3) }
    expect(await makeBotToken({ api }, { ...owner, items: [], terms })).toMatchObject({ ok: false })
  })
})
