import { AccessTokens, type Oauth2Auth, type TokenAnswer, type TokenEndpoint } from './index.js'

const auth: Oauth2Auth = { kind: 'oauth2', tokenUrl: 'https://login.example.com/token', clientAuth: 'basic' }
const holder = { ownerId: 'conn_1', ciphertext: 'c1' }
const credential = (): Buffer => Buffer.from('id:secret')

describe('AccessTokens', () => {
  let now = 0
  let fetches: { credential: Buffer; resolve: (answer: TokenAnswer) => void }[] = []
  const issued: Buffer[] = []
  const endpoint: TokenEndpoint = {
    fetch: (_, given) => new Promise((resolve) => fetches.push({ credential: given, resolve })),
  }
  let tokens: AccessTokens
  beforeEach(() => {
    now = 0
    fetches = []
    issued.length = 0
    tokens = new AccessTokens({ endpoint, max: 2, now: () => now })
  })
  afterEach(() => tokens.close())

  const answer = (at: number, text: string, lifetimeMs = 600_000): void => {
    const token = Buffer.from(text)
    issued.push(token)
    fetches[at]?.resolve({ ok: true, token, lifetimeMs })
  }
  const get = async (one = holder): Promise<string> => {
    const got = await tokens.get(one, auth, credential())
    return got.ok ? got.token.toString() : `${got.code}: ${got.problem}`
  }
  const macrotask = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)))

  it('asks once for many calls at a time, and wipes the credentials of all', async () => {
    const given = [credential(), credential(), credential()]
    const all = given.map((one) => tokens.get(holder, auth, one))
    answer(0, 'tok-1')
    expect((await Promise.all(all)).map((got) => got.ok && got.token.toString())).toEqual(['tok-1', 'tok-1', 'tok-1'])
    expect(fetches).toHaveLength(1)
    expect(given.slice(1).every((one) => one.every((byte) => byte === 0))).toBe(true)
  })

  it('gives copies: what one caller wipes is there for the next', async () => {
    const first = tokens.get(holder, auth, credential())
    answer(0, 'tok-1')
    const got = await first
    if (got.ok) got.token.fill(0)
    expect(await get()).toBe('tok-1')
    expect(fetches).toHaveLength(1)
  })

  it('keeps a token until shortly before its end, and then fetches another', async () => {
    const first = get()
    answer(0, 'tok-1', 600_000)
    await first
    now = 569_999
    expect(await get()).toBe('tok-1')
    now = 570_000
    const second = get()
    answer(1, 'tok-2')
    expect(await second).toBe('tok-2')
    await macrotask()
    expect(issued[0]?.every((byte) => byte === 0)).toBe(true)
  })

  it('fetches another for another ciphertext, and wipes the token of the former', async () => {
    const first = get()
    answer(0, 'tok-1')
    await first
    const second = get({ ...holder, ciphertext: 'c2' })
    answer(1, 'tok-2')
    expect(await second).toBe('tok-2')
    await macrotask()
    expect(issued[0]?.every((byte) => byte === 0)).toBe(true)
  })

  it('fetches another after the upstream refused one, but not for one that was only just fetched', async () => {
    const first = get()
    answer(0, 'tok-1')
    await first
    now = 9999
    tokens.refused(holder)
    expect(await get()).toBe('tok-1')
    now = 10_000
    tokens.refused({ ...holder, ciphertext: 'another' })
    expect(await get()).toBe('tok-1')
    tokens.refused(holder)
    const second = get()
    answer(1, 'tok-2')
    expect(await second).toBe('tok-2')
  })

  it('answers with a failure for a moment, and then tries again', async () => {
    const first = get()
    fetches[0]?.resolve({ ok: false, code: 'upstream_authorization_failed', problem: 'answered 401' })
    expect(await first).toBe('upstream_authorization_failed: answered 401')
    now = 1999
    expect(await get()).toBe('upstream_authorization_failed: answered 401')
    expect(fetches).toHaveLength(1)
    now = 2000
    const second = get()
    answer(1, 'tok-2')
    expect(await second).toBe('tok-2')
  })

  it('keeps a bounded number and wipes what it puts out, and all of it in the end', async () => {
    for (const [at, ownerId] of ['conn_1', 'conn_2', 'conn_3'].entries()) {
      const got = get({ ...holder, ownerId })
      answer(at, `tok-${at}`)
      await got
    }
    await macrotask()
    const wiped = () => issued.map((token) => token.every((byte) => byte === 0))
    expect(wiped()).toEqual([true, false, false])
    tokens.close()
    await macrotask()
    expect(wiped()).toEqual([true, true, true])
  })

  it('gives the token to those who waited, even if it was put out meanwhile', async () => {
    const waiting = get()
    tokens.close()
    answer(0, 'tok-1')
    expect(await waiting).toBe('tok-1')
    await macrotask()
    expect(issued[0]?.every((byte) => byte === 0)).toBe(true)
  })
})
