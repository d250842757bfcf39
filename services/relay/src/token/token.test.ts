import { formatToken, makeHalf, makeId, verifier } from '@1relay/vault'
import { Bearers, isAuthHalf } from './index.js'

describe('isAuthHalf', () => {
  it.each(['', 'AAAA', 'not base64url!'])('refuses any half against the verifier %j', (stored) => {
    expect(isAuthHalf(makeHalf(), stored)).toBe(false)
  })

  it('agrees with the vault package', async () => {
    const half = makeHalf()
    expect(isAuthHalf(half, await verifier(half))).toBe(true)
    expect(isAuthHalf(makeHalf(), await verifier(half))).toBe(false)
  })
})

const issue = (auth = makeHalf(), id = makeId(), seal = makeHalf()) => ({
  auth,
  id,
  text: formatToken({ prefix: '1r_at', id, auth, seal }),
})

describe('Bearers', () => {
  it.each(['', 'sk-live-1234567890', 'x'.repeat(10_000)])('reads nothing in %j', (text) => {
    expect(new Bearers(10).read(text)).toBeUndefined()
  })

  it('reads no token whose checksum is wrong, whatever it has read before', () => {
    const bearers = new Bearers(10)
    const { text } = issue()
    expect(bearers.read(text)?.prefix).toBe('1r_at')
    expect(bearers.read(`${text.slice(0, -1)}${text.endsWith('0') ? '1' : '0'}`)).toBeUndefined()
  })

  it('compares anew with another verifier, so that a replaced half proves nothing from memory', async () => {
    const bearers = new Bearers(10)
    const { auth, text } = issue()
    const [own, other] = [await verifier(auth), await verifier(makeHalf())]
    expect(bearers.read(text)?.proves(other)).toBe(false)
    expect(bearers.read(text)?.proves(own)).toBe(true)
    expect(bearers.read(text)?.proves(other)).toBe(false)
    expect(bearers.read(text)?.proves(own)).toBe(true)
  })

  it('gives no token the proof or the key of another one of the same grant', async () => {
    const bearers = new Bearers(10)
    const mine = issue()
    const stored = await verifier(mine.auth)
    const key = (text: string) => bearers.read(text)?.key()?.export().toString('hex')
    expect(bearers.read(mine.text)?.proves(stored)).toBe(true)
    const forged = issue(makeHalf(), mine.id)
    expect(bearers.read(forged.text)?.proves(stored)).toBe(false)
    const otherSeal = issue(mine.auth, mine.id)
    expect(bearers.read(otherSeal.text)?.proves(stored)).toBe(true)
    expect(key(otherSeal.text)).not.toBe(key(mine.text))
    expect(key(mine.text)).toBe(key(mine.text))
  })
})
