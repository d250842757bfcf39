import {
  accountPassword,
  email,
  linkSessionId,
  linkToken,
  masterPassword,
  secretKey,
  setUp,
  toProviders,
  toReview,
  view,
} from './house.testing.js'

// Argon2id is meant to be slow: some seconds a test, when the machine is busy with others.
jest.setTimeout(60_000)

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
