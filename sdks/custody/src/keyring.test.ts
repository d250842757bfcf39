import { Keyring } from './index.js'

describe('the keyring', () => {
  it('overwrites the vault key when it is wiped or another one comes', () => {
    const ring = new Keyring()
    const [first, second] = [new Uint8Array(32).fill(7), new Uint8Array(32).fill(8)]
    ring.vaultKey = first
    ring.vaultKey = second
    expect(first.every((byte) => byte === 0)).toBe(true)
    ring.sessionToken = 'session'
    ring.recoveryCode = 'code'
    ring.wipe()
    expect(second.every((byte) => byte === 0)).toBe(true)
    expect([ring.vaultKey, ring.sessionToken, ring.recoveryCode, ring.items]).toEqual([
      undefined,
      undefined,
      undefined,
      [],
    ])
  })

  it('recognises the account password, locked or not, and only until it is wiped', async () => {
    const ring = new Keyring()
    await ring.noteAccountPassword('account password')
    ring.lock()
    expect(await ring.isAccountPassword('account password')).toBe(true)
    expect(await ring.isAccountPassword('account passwore')).toBe(false)
    ring.wipe()
    expect(await ring.isAccountPassword('account password')).toBe(false)
  })
})
