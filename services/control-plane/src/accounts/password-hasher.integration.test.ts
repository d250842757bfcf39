import { isFault } from '@1relay/faults'
import { Argon2PasswordHasher } from './password-hasher.argon2.js'

describe('Argon2PasswordHasher', () => {
  it('refuses what would pile up in memory, and works off the rest', async () => {
    const hasher = new Argon2PasswordHasher({ waitingMax: 3 })
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => hasher.hash('a good password')))
    const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []))
    expect(refused.map((reason) => isFault(reason) && reason.code)).toEqual(Array(3).fill('unavailable'))
    expect(await hasher.verify(await hasher.hash('another one'), 'another one')).toBe(true)
  })

  it('answers false, after a real comparison, for nobody', async () => {
    expect(await new Argon2PasswordHasher().verify(undefined, 'nobody has this password')).toBe(false)
  })

  it('hashes as OWASP asks: argon2id, 19 MiB, two passes', async () => {
    expect(await new Argon2PasswordHasher().hash('a good password')).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  })

  it('knows the right password only', async () => {
    const hasher = new Argon2PasswordHasher()
    const stored = await hasher.hash('a good password')
    expect(await hasher.verify(stored, 'a good password')).toBe(true)
    expect(await hasher.verify(stored, 'a good passwore')).toBe(false)
  })
})
