import { isFault } from '@1relay/faults'
import { addressBlock, countAddress, type Counter } from './address-count.js'

/** What the script does, for a clock that stands still. */
const counterOf = (): Counter => {
  const counts = new Map<string, number>()
  return {
    eval: (_, __, key = '', windowMs = '0', size = '1') => {
      counts.set(key, (counts.get(key) ?? 0) + Number(size))
      return Promise.resolve([counts.get(key), Number(windowMs)])
    },
  }
}
const away: Counter = { eval: () => Promise.reject(new Error('away')) }
const count = (redis: Counter, address: string, what = 'calls') =>
  countAddress(redis, { what, address, limit: 2, windowMs: 60_000 }).then(
    () => 'counted',
    (error: unknown) => (isFault(error) ? [error.code, error.retryAfterMs] : error),
  )

describe('countAddress', () => {
  it('lets nothing through when Redis does not answer', async () => {
    expect(await count(away, '192.0.2.1')).toEqual(['limits_unavailable', 1000])
  })

  it('asks Redis once for what one address sends at once, and lets no more of it through than one by one', async () => {
    let asked = 0
    const { eval: counting } = counterOf()
    const redis: Counter = { eval: (...args) => ((asked += 1), counting(...args)) }
    const said = await Promise.all(Array.from({ length: 5 }, () => count(redis, '192.0.2.1')))
    const refused = ['rate_limited', 60_000]
    expect(said).toEqual(['counted', 'counted', refused, refused, refused])
    expect(asked).toBe(1)
    expect(await count(redis, '192.0.2.1')).toEqual(refused)
    expect(asked).toBe(2)
  })

  it('refuses one too many, with the time until the window ends, of one address and one kind', async () => {
    const redis = counterOf()
    const said = []
    for (let i = 0; i < 3; i++) said.push(await count(redis, '192.0.2.1'))
    expect(said).toEqual(['counted', 'counted', ['rate_limited', 60_000]])
    expect(await count(redis, '192.0.2.2')).toBe('counted')
    expect(await count(redis, '192.0.2.1', 'registrations')).toBe('counted')
  })
})

describe('addressBlock', () => {
  it.each([
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8::6', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['192.0.2.1', '192.0.2.1'],
    ['', ''],
  ])('%p counts as %p', (address, block) => {
    expect(addressBlock(address)).toBe(block)
  })
})
