import { runArgon2id } from '@1relay/vault'
import type { PageMessage } from '@1relay/link-sdk/protocol'
import { MemoryLinkApi } from '../api/link-api.memory.js'
import type { LinkView } from '../api/index.js'
import { INITIAL, reduce } from '../flow/index.js'
import type { HostChannel } from '../host/index.js'
import type { PasskeyAssertion } from '../api/link-api.port.js'
import type { Relay, RelayAnswer } from '../key-check/index.js'
import { LinkSession, makeStore } from './index.js'

// Argon2id is meant to be slow: some seconds a test, when the machine is busy with others.
jest.setTimeout(60_000)

const origin = 'https://quill.example'
const linkSessionId = '0Ab1Cd2Ef3Gh4Ij5'
const linkToken = '1r_lt_0Ab1Cd2Ef3Gh4Ij5_token'
const view: LinkView = {
  linkSessionId,
  grantId: 'GrantGrantGrant1',
  app: { clientId: '1r_cid_0Ab1Cd2Ef3Gh4Ij5', name: 'Quill', logoUrl: null, isTest: false, origins: [origin] },
  requestedProviders: ['openai'],
  budgetSuggestionCents: 1000,
  requestsPerMinuteSuggestion: null,
  models: null,
  expiresAt: '2026-11-21T12:30:00.000Z',
  redirectUri: null,
  state: null,
  update: null,
}
const providers = [{ slug: 'openai', name: 'OpenAI', keyPattern: '^sk-', keyPage: null }]
const email = 'ada@example.com'
const accountPassword = 'canary account password'
const masterPassword = 'canary-orbit-velvet-candle'
const secretKey = 'sk-canary-2f1c9d7e5b'
const newKey = (isChecked = false) => ({ credential: utf8(secretKey), isChecked })
const utf8 = (text: string) => new TextEncoder().encode(text)

interface Change {
  readonly view?: Partial<LinkView>
  readonly hostOrigin?: string
  /** What the relay answers when a key is tried. */
  readonly answer?: RelayAnswer
  /** What the browser's passkeys give. */
  readonly assertion?: PasskeyAssertion
}

const setUp = (change: Change = {}) => {
  const api = new MemoryLinkApi({ view: { ...view, ...change.view }, providers, linkToken })
  const posted: PageMessage[] = []
  let takeAway: (value: true) => void = () => undefined
  const host: HostChannel = {
    origin: change.hostOrigin ?? origin,
    mode: 'iframe',
    init: Promise.resolve({ token: linkToken, theme: 'dark' }),
    closed: new Promise((resolve) => (takeAway = resolve)),
    post: (message) => void posted.push(message),
    close: () => undefined,
    onBlocked: () => undefined,
    returnTo: () => undefined,
  }
  const store = makeStore(reduce, INITIAL)
  const asked: string[] = []
  const relay: Relay = {
    get: async (call) => {
      asked.push(JSON.stringify(call))
      return change.answer
    },
  }
  const passkeys = { isAvailable: true, get: async () => change.assertion }
  const clock = () => new Date('2026-11-21T12:00:00.000Z')
  const askPasskey = async () => ({ ok: false as const, reason: 'cancelled' as const })
  const parts = { api, relay, argon2id: runArgon2id, passkeys, askPasskey, store, host, linkSessionId, clock }
  const session = new LinkSession(parts)
  const names = () => posted.map((message) => (message.type === 'event' ? message.name : message.type))
  return { api, session, store, posted, asked, names, takeAway: () => takeAway(true) }
}

const toProviders = async (house: ReturnType<typeof setUp>) => {
  const { session } = house
  await session.start()
  await session.account.signIn('register', email, accountPassword)
  await session.vault.create(masterPassword)
  const code = session.vault.recoveryCode
  await session.vault.keepCode()
  return code
}

const toReview = async (house: ReturnType<typeof setUp>) => {
  const code = await toProviders(house)
  await house.session.keys.add('openai', { provider: 'openai', label: 'default' }, newKey())
  house.session.keys.confirm()
  house.session.consent.setLimits({ budgetCents: 1000, requestsPerMinute: 60 })
  return code
}

describe('a host that is not the app’s', () => {
  it.each([
    ['an origin that is not registered', { hostOrigin: 'https://evil.example' }, 'origin_not_registered'],
    ['another session than the address names', { view: { linkSessionId: 'AnotherSession01' } }, 'wrong_session'],
  ])('learns nothing beyond ready: %s', async (_, change, code) => {
    const house = setUp(change)
    await house.session.start()
    expect(house.store.get()).toMatchObject({ screen: 'failed', problem: { code } })
    house.session.leave()
    expect(house.names()).toEqual(['ready'])
  })
})

describe('a start that fails', () => {
  it('can be closed: the host is told why', async () => {
    const house = setUp()
    house.api.failNext({ code: 'link_session_expired', requestId: 'r1' })
    await house.session.start()
    house.session.askToLeave()
    expect(house.posted).toEqual([
      { type: 'ready' },
      {
        type: 'exit',
        error: expect.objectContaining({ code: 'link_session_expired', type: 'conflict_error', requestId: 'r1' }),
        metadata: { linkSessionId, connectionId: null, providers: [], budget: null, status: 'failed' },
      },
    ])
  })

  it('can be tried again', async () => {
    const house = setUp()
    house.api.failNext({ code: 'network' })
    await house.session.start()
    expect(house.store.get().screen).toBe('failed')
    await house.session.open()
    expect(house.store.get().screen).toBe('sign_in')
  })
})

describe('passwords', () => {
  it('refuses the account password as the master password, before anything is made of it', async () => {
    const house = setUp()
    await house.session.start()
    await house.session.account.signIn('register', email, accountPassword)
    await house.session.vault.create(accountPassword)
    expect(house.store.get()).toMatchObject({ screen: 'create_vault', problem: { code: 'same_password' } })
    expect(house.api.people.get(email)?.vault.record).toBeUndefined()
  })

  it('opens a vault that was made in another window in the meantime', async () => {
    const house = setUp()
    await house.session.start()
    await house.session.account.signIn('register', email, accountPassword)
    const other = setUp()
    await other.session.start()
    await other.session.account.signIn('register', email, accountPassword)
    await other.session.vault.create(masterPassword)
    const person = house.api.people.get(email)
    const made = other.api.people.get(email)?.vault.record
    if (person && made) person.vault.record = made
    await house.session.vault.create(masterPassword)
    expect(house.store.get().screen).toBe('unlock')
    await house.session.vault.unlock(masterPassword)
    expect(house.store.get().screen).toBe('providers')
  })
})

describe('the account session', () => {
  it('sends the person back to sign in when it has ended, with the vault closed', async () => {
    const house = setUp()
    await toReview(house)
    house.api.endSessions()
    await house.session.consent.approve()
    expect(house.store.get()).toMatchObject({ screen: 'sign_in', problem: { code: 'unauthenticated' } })
    await house.session.account.signIn('login', email, accountPassword)
    expect(house.store.get().screen).toBe('unlock')
  })

  it('ends when the person leaves', async () => {
    const house = setUp()
    await toReview(house)
    expect(house.api.isSignedIn(email)).toBe(true)
    house.session.leave()
    expect(house.api.isSignedIn(email)).toBe(false)
  })
})

describe('leaving', () => {
  it('drops what comes back late: no public token after a goodbye', async () => {
    const house = setUp()
    await toReview(house)
    const approving = house.session.consent.approve()
    house.session.leave()
    await approving
    expect(house.names().at(-1)).toBe('exit')
    expect(house.names()).not.toContain('success')
    expect(house.store.get().screen).toBe('left')
  })

  it('says goodbye once, also when the host takes Link away', async () => {
    const house = setUp()
    await toProviders(house)
    house.takeAway()
    await Promise.resolve()
    await Promise.resolve()
    house.session.leave()
    expect(house.names().filter((name) => name === 'exit')).toHaveLength(1)
    expect(house.posted.at(-1)).toMatchObject({ type: 'exit', error: null, metadata: { status: 'opened' } })
  })
})

describe('the whole way', () => {
  it('ends with a public token, told in order, and with no other secret in any message or state', async () => {
    const house = setUp()
    const states: string[] = []
    house.store.subscribe(() => states.push(JSON.stringify(house.store.get())))
    const code = await toReview(house)
    await house.session.consent.approve()
    expect(house.names()).toEqual([
      'ready',
      'OPEN',
      'LOGIN',
      'UNLOCK',
      'KEY_ADDED',
      'SELECT_PROVIDER',
      'SET_BUDGET',
      'CONSENT',
      'HANDOFF',
      'success',
    ])
    const metadata = {
      linkSessionId,
      connectionId: view.grantId,
      providers: ['openai'],
      budget: { cents: 1000, period: 'month' },
      status: 'authorized',
    }
    const publicToken = expect.stringMatching(/^1r_pt_GrantGrantGrant1_/)
    expect(house.posted.at(-1)).toEqual({ type: 'success', publicToken, metadata })
    expect(house.api.isSignedIn(email)).toBe(false)
    const seen = [...states, ...house.posted.map((message) => JSON.stringify(message))].join('\n')
    for (const secret of [secretKey, masterPassword, accountPassword, code, linkToken])
      expect(seen).not.toContain(secret)
    const wire = house.api.sent.join('\n')
    for (const secret of [secretKey, masterPassword, code]) expect(wire).not.toContain(secret)
  })
})

describe('a key that is tried before it is kept', () => {
  const tried = async (answer: RelayAnswer) => {
    const house = setUp({ answer })
    await toProviders(house)
    const key = { provider: 'openai', label: 'default' }
    const input = newKey(true)
    const isTaken = await house.session.keys.add('openai', key, input)
    return { house, isTaken, input }
  }

  it('is not kept when its provider refuses it, and the person goes on from there', async () => {
    const { house, isTaken, input } = await tried({ status: 401, refusal: undefined })
    expect(isTaken).toBe(false)
    expect(house.store.get()).toMatchObject({ keys: [], work: undefined, problem: undefined })
    expect(house.names()).not.toContain('KEY_ADDED')
    expect(input.credential.every((byte) => byte === 0)).toBe(true)
  })

  it('is kept with what the provider said', async () => {
    const { house, isTaken } = await tried({ status: 200, refusal: undefined })
    expect(isTaken).toBe(true)
    expect(house.store.get().checks).toEqual({ 'openai default': 'works' })
    expect(house.asked).toHaveLength(1)
    expect(house.asked.join()).not.toContain(secretKey)
  })

  it('can be tried later, from the vault', async () => {
    const house = setUp({ answer: { status: 429, refusal: undefined } })
    await toReview(house)
    await house.session.keys.check({ provider: 'openai', label: 'default' })
    expect(house.store.get()).toMatchObject({ checks: { 'openai default': 'limited' }, work: undefined })
  })
})

describe('a passkey', () => {
  it('that was not used leaves the person where they were', async () => {
    const house = setUp()
    await house.session.start()
    await house.session.account.signInWithPasskey()
    expect(house.store.get()).toMatchObject({ screen: 'sign_in', problem: { code: 'passkey_cancelled' } })
  })

  it('signs in without a password', async () => {
    const assertion = { id: email } as PasskeyAssertion
    const house = setUp({ assertion })
    await toProviders(house)
    await house.session.open()
    await house.session.account.signInWithPasskey()
    expect(house.store.get()).toMatchObject({ screen: 'unlock', account: { email } })
  })
})

describe('what the developer of the app sees', () => {
  it('is what happened, with the reason of an error, and nothing of the person', async () => {
    const house = setUp()
    house.api.failNext({ code: 'network' })
    await house.session.start()
    await house.session.open()
    house.api.failNext({ code: 'invalid_credentials', requestId: 'r7' })
    await house.session.account.signIn('login', email, accountPassword)
    house.session.leave()
    expect(house.api.reported).toEqual([
      { name: 'OPEN' },
      { name: 'ERROR', errorCode: 'invalid_credentials' },
      { name: 'EXIT' },
    ])
    const error = house.posted.find((message) => message.type === 'event' && message.name === 'ERROR')
    expect(error).toMatchObject({
      metadata: { viewName: 'sign_in', timestamp: '2026-11-21T12:00:00.000Z', requestId: 'r7', linkSessionId },
    })
  })
})
