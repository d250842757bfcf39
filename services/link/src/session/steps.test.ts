import type { PasskeyAssertion } from '../api/link-api.port.js'
import type { RelayAnswer } from '@1relay/custody'
import {
  accountPassword,
  email,
  linkSessionId,
  newKey,
  secretKey,
  setUp,
  toProviders,
  toReview,
} from './house.testing.js'

// Argon2id is meant to be slow: some seconds a test, when the machine is busy with others.
jest.setTimeout(60_000)

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

describe('a vault that was changed since it was looked at', () => {
  const changed = 'another-long-master-password'
  /** Somebody who has signed in again, and has forgotten the master password. */
  const back = async () => {
    const house = setUp()
    const code = await toProviders(house)
    await house.session.open()
    await house.session.account.signIn('login', email, accountPassword)
    const vault = house.api.people.get(email)?.vault
    if (vault === undefined) throw new Error('nobody is there')
    /** The next change is stored, its answer is lost; `then` is what else goes wrong. */
    const loseAnswer = (then: () => void = () => undefined) => {
      const rewrap = vault.rewrapVault.bind(vault)
      vault.rewrapVault = async (body) => {
        await rewrap(body)
        vault.rewrapVault = rewrap
        then()
        return { ok: false, problem: { code: 'network' } }
      }
    }
    return { ...house, code, loseAnswer }
  }

  it('shows the new recovery code, although the answer to the recovery was lost', async () => {
    const { session, store, code, loseAnswer } = await back()
    loseAnswer()
    await session.vault.recover(code, changed)
    expect(store.get()).toMatchObject({ screen: 'save_code', problem: undefined })
    expect(session.vault.recoveryCode).not.toBe(code)
  })

  it('opens with the master password of now, set in another window or by an answer that was lost for good', async () => {
    const { api, session, store, code, loseAnswer } = await back()
    loseAnswer(() => api.failNext({ code: 'network' }))
    await session.vault.recover(code, changed)
    expect(store.get().problem).toMatchObject({ code: 'network' })
    await session.vault.recover(code, changed)
    expect(store.get().problem).toMatchObject({ code: 'wrong_recovery_code' })
    session.navigate.goBack()
    await session.vault.unlock(changed)
    expect(store.get().screen).toBe('providers')
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
