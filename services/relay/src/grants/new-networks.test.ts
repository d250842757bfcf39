import { fault } from '@1relay/faults'
import { ASKS_A_MINUTE, NewNetworks, type NetworkWord } from './index.js'

const network = (ip: string, version = 1, grantId = 'g') => ({ grantId, version, ip, userAgent: null })

/** A control plane that says what it is told to, and a clock that stands still. */
const open = (words: (NetworkWord | 'away')[] = []) => {
  const asked: string[] = []
  const state = { nowMs: 0 }
  const ask = ({ grantId, ip }: { grantId: string; ip: string }): Promise<NetworkWord> => {
    asked.push(`${grantId} ${ip}`)
    const word = words.shift() ?? 'pending'
    return word === 'away' ? Promise.reject(fault('limits_unavailable', 'away')) : Promise.resolve(word)
  }
  return { asked, state, newNetworks: new NewNetworks({ networks: { ask }, now: () => state.nowMs, max: 100 }) }
}

describe('NewNetworks', () => {
  it('asks once for a burst', async () => {
    const { asked, newNetworks } = open(['trusted'])
    const words = await Promise.all([1, 2, 3].map(() => newNetworks.ask(network('203.0.113.7'))))
    expect([words, asked.length]).toEqual([['trusted', 'trusted', 'trusted'], 1])
  })

  it('remembers no yes: the projection is what says so', async () => {
    const { asked, newNetworks } = open(['trusted', 'refused'])
    expect(await newNetworks.ask(network('203.0.113.7'))).toBe('trusted')
    expect(await newNetworks.ask(network('203.0.113.7'))).toBe('refused')
    expect(asked).toHaveLength(2)
  })

  it.each(['pending', 'refused'] as const)('repeats %s for ten seconds without asking, then asks', async (word) => {
    const { asked, state, newNetworks } = open([word, 'trusted'])
    await newNetworks.ask(network('203.0.113.7'))
    state.nowMs = 9999
    expect([await newNetworks.ask(network('203.0.113.7')), asked.length]).toEqual([word, 1])
    state.nowMs = 10_000
    expect([await newNetworks.ask(network('203.0.113.7')), asked.length]).toEqual(['trusted', 2])
  })

  it('asks anew about a grant that has changed', async () => {
    const { newNetworks } = open(['refused', 'trusted'])
    await newNetworks.ask(network('203.0.113.7', 1))
    expect(await newNetworks.ask(network('203.0.113.7', 2))).toBe('trusted')
  })

  it('takes the addresses of one subscriber for one network, and those of others not', async () => {
    const { asked, newNetworks } = open()
    for (const ip of ['2001:db8:1:2::1', '2001:db8:1:2:ffff::', '2001:db8:1:2:3:4:5:6'])
      await newNetworks.ask(network(ip))
    expect(asked).toEqual(['g 2001:db8:1:2::1'])
    for (const ip of ['2001:db8:1::1', '2001:db8::1', '::1', '64:ff9b::8.8.8.8', '203.0.113.7', '203.0.113.8'])
      await newNetworks.ask(network(ip))
    expect(asked).toHaveLength(7)
  })

  it('asks ten times a minute for a grant, whatever addresses it comes from, and says no beyond', async () => {
    const { asked, state, newNetworks } = open()
    const words: NetworkWord[] = []
    for (let i = 0; i < 50; i++) words.push(await newNetworks.ask(network(`203.0.113.${i}`)))
    expect(asked).toHaveLength(ASKS_A_MINUTE)
    expect(words.filter((word) => word === 'refused')).toHaveLength(50 - ASKS_A_MINUTE)
    expect(await newNetworks.ask(network('203.0.113.99', 1, 'another'))).toBe('pending')
    state.nowMs = 60_000
    expect(await newNetworks.ask(network('203.0.113.200'))).toBe('pending')
  })

  it('never turns a control plane that is away into a no, however long it is', async () => {
    const { state, newNetworks } = open([...Array<'away'>(30).fill('away'), 'trusted'])
    for (let second = 0; second < 30; second++) {
      state.nowMs = second * 1000
      await expect(newNetworks.ask(network('203.0.113.7'))).rejects.toMatchObject({ code: 'limits_unavailable' })
    }
    state.nowMs = 30_000
    expect(await newNetworks.ask(network('203.0.113.7'))).toBe('trusted')
  })

  it('says that nobody can be asked, and asks nobody for a second', async () => {
    const { asked, state, newNetworks } = open(['away', 'trusted'])
    const away = { code: 'limits_unavailable', retryAfterMs: 1000 }
    await expect(newNetworks.ask(network('203.0.113.7'))).rejects.toMatchObject({ code: away.code })
    await expect(newNetworks.ask(network('203.0.113.8', 1, 'other'))).rejects.toMatchObject(away)
    expect(asked).toHaveLength(1)
    state.nowMs = 1000
    expect(await newNetworks.ask(network('203.0.113.7'))).toBe('trusted')
  })
})
