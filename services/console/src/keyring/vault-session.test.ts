import { VaultSession } from './vault-session.service.js'

const MINUTE = 60_000
const setUp = () => {
  let time = 0
  let look: (() => void) | undefined
  const session = new VaultSession({
    now: () => time,
    every: (_, run) => {
      look = run
      return () => (look = undefined)
    },
    minutes: 10,
  })
  const key = new Uint8Array(32).fill(7)
  const told: boolean[] = []
  session.subscribe(() => told.push(session.snapshot().isOpen))
  session.hold(key)
  return { session, key, told, pass: (minutes: number) => (time += minutes * MINUTE), look: () => look?.() }
}

describe('an open vault', () => {
  it('is wiped when nobody was there for the chosen time', () => {
    const { key, told, pass, look } = setUp()
    pass(10)
    look()
    expect(key.every((byte) => byte === 0)).toBe(true)
    expect(told).toEqual([true, false])
  })

  it('is not handed out after that, even when no timer has run: the machine was asleep', () => {
    const { session, pass } = setUp()
    pass(60)
    session.touch()
    expect(session.vaultKey).toBeUndefined()
    expect(session.snapshot().isOpen).toBe(false)
  })

  it('stays open while the person is there', () => {
    const { session, key, pass, look } = setUp()
    for (let i = 0; i < 5; i++) {
      pass(9)
      session.touch()
      look()
    }
    expect(session.vaultKey).toBe(key)
  })

  it('lends its key until it is locked, and not again when it is opened anew', () => {
    const { session, key } = setUp()
    const lease = session.lease()
    expect(lease()).toBe(key)
    session.lock()
    expect(lease()).toBeUndefined()
    session.hold(new Uint8Array(32).fill(8))
    expect(lease()).toBeUndefined()
  })

  it('is locked at once when the person chooses a shorter time', () => {
    const { session, pass } = setUp()
    pass(5)
    session.limitTo(1)
    expect(session.snapshot().isOpen).toBe(false)
  })

  it('is locked on request, and told once', () => {
    const { session, key, told } = setUp()
    session.lock()
    session.lock()
    expect(key.every((byte) => byte === 0)).toBe(true)
    expect(told).toEqual([true, false])
  })
})

describe('a locked vault', () => {
  it('still knows the account password, until the person signs out: it must not become the master password', async () => {
    const { session } = setUp()
    await session.noteAccountPassword('the account password')
    session.tellShared(true)
    session.lock()
    expect(await session.isAccountPassword('the account password')).toBe(true)
    expect(session.isPasswordShared).toBe(true)
    session.forget()
    expect(session.isPasswordShared).toBe(false)
    expect(await session.isAccountPassword('the account password')).toBe(false)
  })

  it('knows whether the person of then has signed out since', () => {
    const { session } = setUp()
    const isStillHere = session.visit()
    session.lock()
    expect(isStillHere()).toBe(true)
    session.forget()
    expect(isStillHere()).toBe(false)
    expect(session.visit()()).toBe(true)
  })

  it('keeps a recovery code that nobody has saved, until the person says so or signs out', () => {
    const { session, told } = setUp()
    session.showCode('code')
    session.lock()
    expect(session.unsavedCode).toBe('code')
    session.codeSaved()
    expect(session.unsavedCode).toBeUndefined()
    expect(told).toHaveLength(4)
    session.showCode('another code')
    session.forget()
    expect(session.unsavedCode).toBeUndefined()
  })
})
