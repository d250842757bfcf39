import { completeToken, makeHalf, makeId, sealForToken, unwrapSealHalf } from '@1relay/vault'
import { call, canary, expectData } from '../house/api.js'
import { house } from '../house/house.js'
import { basic, connect, makeApp, makeBotToken, makePerson, type App, type Person } from '../house/person.js'

interface SealedGrant {
  grantId: string
  version: number
  ownerEnvelope: { iv: string; ciphertext: string }
}

let person: Person
let app: App
const [refusedKey, goodKey] = [`sk-sandbox-401-${canary('')}`, canary('sk-proj-')]

beforeAll(async () => {
  person = await makePerson()
  app = await makeApp(person)
})

const chat = (token: string, provider = 'openai') =>
  call('/v1/proxy/chat/completions', {
    as: token,
    body: { model: `${provider}/gpt-4o-mini`, messages: [{ role: 'user', content: 'hello' }], max_tokens: 20 },
  })
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

/** Opens the owner envelope as the browser of the person does. */
const sealHalfOf = ({ grantId, ownerEnvelope }: SealedGrant): Promise<string> =>
  unwrapSealHalf({ vaultKey: person.vaultKey, accountId: person.accountId, grantId, envelope: ownerEnvelope })

describe('a key check', () => {
  const check = async (key: string, provider = 'openai') => {
    const [id, seal] = [makeId(), makeHalf()]
    const sealed = await sealForToken({ seal, grantId: id, upstream: provider, credential: utf8(key) })
    const { keyCheck } = await expectData<{
      keyCheck: { tokenStem: string; path: string; headers: Record<string, string> }
    }>('/v1/key-checks', { as: person.session, body: { id, credential: { provider, ...sealed } } })
    const token = completeToken(keyCheck.tokenStem, seal)
    const headers = { authorization: `Bearer ${token}`, ...keyCheck.headers }
    const ask = (path = keyCheck.path, method = 'GET') => fetch(house().origin + path, { method, headers })
    return { id, token, ask }
  }

  it.each(['openai', 'anthropic', 'google', 'groq', 'mistral', 'openrouter'])(
    'tells a key that %s takes from one that it does not',
    async (provider) => {
      expect((await (await check(goodKey, provider)).ask()).status).toBe(200)
      expect((await (await check(refusedKey, provider)).ask()).status).toBe(401)
    },
  )

  it('is good for one call of one path, and for none once it has ended', async () => {
    const one = await check(goodKey)
    expect((await one.ask('/v1/proxy/passthrough/openai/v1/files')).status).toBe(403)
    expect((await one.ask('/v1/proxy/passthrough/openai/v1/models', 'POST')).status).toBe(403)
    expect((await chat(one.token)).status).toBe(403)
    expect((await one.ask()).status).toBe(200)
    expect((await one.ask()).status).toBe(429)
    const ended = await check(goodKey)
    await call(`/v1/key-checks/${ended.id}`, { method: 'DELETE', as: person.session })
    expect((await ended.ask()).status).toBe(401)
  })
})

describe('a rotated key', () => {
  it('is the one of the next call, with the tokens that apps and bots have', async () => {
    const bot = await makeBotToken(person, { keys: { openai: refusedKey } })
    const link = await connect(person, app, { keys: { openai: refusedKey } })
    for (const token of [bot.token, link.accessToken]) expect((await chat(token)).status).toBe(401)
    const { grants } = await expectData<{ grants: SealedGrant[] }>('/v1/sealed-grants?provider=openai', {
      as: person.session,
    })
    const resealed = await Promise.all(
      grants.map(async (grant) => {
        const { grantId, version } = grant
        const seal = await sealHalfOf(grant)
        const sealed = await sealForToken({ seal, grantId, upstream: 'openai', credential: utf8(goodKey) })
        return { grantId, version, ...sealed }
      }),
    )
    const { results } = await expectData<{ results: { outcome: string }[] }>('/v1/sealed-grants', {
      method: 'PUT',
      as: person.session,
      body: { provider: 'openai', grants: resealed },
    })
    expect(new Set(results.map(({ outcome }) => outcome))).toEqual(new Set(['resealed']))
    for (const token of [bot.token, link.accessToken]) expect((await chat(token)).status).toBe(200)
  })
})

describe('Link in update mode', () => {
  it('gives the access token that the app has a provider more', async () => {
    const { accessToken, connectionId } = await connect(person, app, { keys: { openai: goodKey } })
    expect((await chat(accessToken, 'groq')).status).toBe(403)
    const { linkToken } = await expectData<{ linkToken: string }>('/v1/link/sessions', {
      as: basic(app),
      body: { connectionId, requestedProviders: ['groq'] },
    })
    const { grant } = await expectData<{ grant: SealedGrant }>(`/v1/sealed-grants/${connectionId}`, {
      as: person.session,
    })
    const seal = await sealHalfOf(grant)
    const sealed = await sealForToken({ seal, grantId: connectionId, upstream: 'groq', credential: utf8(goodKey) })
    const credentials = [{ provider: 'groq', ...sealed }]
    await expectData('/v1/link/update', { as: person.session, body: { linkToken, credentials } })
    expect((await chat(accessToken, 'groq')).status).toBe(200)
    expect((await chat(accessToken)).status).toBe(200)
  })
})

describe('the usage stream', () => {
  it('shows a call through the public origin as soon as it is recorded', async () => {
    const { id, token } = await makeBotToken(person, { keys: { openai: goodKey } })
    const stop = new AbortController()
    const headers = { authorization: `Bearer ${person.session}` }
    const stream = await fetch(`${house().origin}/v1/usage/stream`, { headers, signal: stop.signal })
    expect(stream.headers.get('content-type')).toContain('text/event-stream')
    expect((await chat(token)).status).toBe(200)
    let text = ''
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader()
    while (!text.includes(id)) {
      const read = await reader?.read()
      if (read === undefined || read.done) throw new Error(`the stream ended: ${text}`)
      text += read.value
    }
    stop.abort()
  })
})

describe('revoking everything', () => {
  it('leaves no token that works', async () => {
    const someone = await makePerson()
    const [bot, link] = [
      await makeBotToken(someone, { keys: { openai: goodKey } }),
      await connect(someone, app, { keys: { openai: goodKey } }),
    ]
    for (const token of [bot.token, link.accessToken]) expect((await chat(token)).status).toBe(200)
    expect(await expectData('/v1/account/revoke-everything', { method: 'POST', as: someone.session })).toEqual({
      connections: 1,
      botTokens: 1,
    })
    for (const token of [bot.token, link.accessToken]) expect((await chat(token)).status).toBe(401)
  })
})
