import { CONFIRMATION_MS, type IpConfirmation, isOpen, judgeNetwork, liveNetworks, type TrustedIp } from './trust.js'

const now = new Date('2026-11-21T12:00:00Z')
const holder = { workspaceId: 'w', email: 'p@example.com' }
const ago = (ms: number): Date => new Date(now.getTime() - ms)

const trusted = (network: string, more: Partial<TrustedIp> = {}): TrustedIp => ({
  ...{ id: network, workspaceId: 'w', holderEmail: holder.email, network, how: 'first_use', keyId: 'k', client: 'c' },
  ...{ trustedAt: ago(1000), revokedAt: null },
  ...more,
})
const asked = (network: string, more: Partial<IpConfirmation> = {}): IpConfirmation => ({
  ...{ id: network, workspaceId: 'w', holderEmail: holder.email, network, ip: network, client: 'c', keyId: 'k' },
  ...{
    verifier: 'v',
    state: 'open',
    createdAt: ago(1000),
    expiresAt: new Date(now.getTime() + CONFIRMATION_MS - 1000),
  },
  mailedAt: ago(1000),
  ...more,
})
const first = trusted('1.1.1.1/32')
const judge = (network: string, known: { trusted?: TrustedIp[]; asked?: IpConfirmation[] }) =>
  judgeNetwork(holder, { trusted: known.trusted ?? [first], asked: known.asked ?? [] }, network, now)

describe('judgeNetwork', () => {
  it('trusts the first one, and no second one', () => {
    expect(judge('2.2.2.2/32', { trusted: [] })).toBe('first_use')
    expect(judge('2.2.2.2/32', {})).toBe('ask')
    expect(judge('1.1.1.1/32', {})).toBe('trusted')
  })

  it('never takes for a first use what comes after a revocation, the revoked address neither', () => {
    const revoked = [{ ...first, revokedAt: now }]
    expect(judge('1.1.1.1/32', { trusted: revoked })).toBe('ask')
    expect(judge('2.2.2.2/32', { trusted: revoked })).toBe('ask')
  })

  it('asks once about an address, until the question has expired', () => {
    expect(judge('2.2.2.2/32', { asked: [asked('2.2.2.2/32')] })).toBe('pending')
    expect(
      judge('2.2.2.2/32', { asked: [asked('2.2.2.2/32', { expiresAt: now, createdAt: ago(CONFIRMATION_MS) })] }),
    ).toBe('ask')
  })

  it('asks nobody again about what they refused, for a day', () => {
    expect(judge('2.2.2.2/32', { asked: [asked('2.2.2.2/32', { state: 'refused' })] })).toBe('refused')
  })

  it('asks again when an address was revoked that had been confirmed', () => {
    const known = {
      trusted: [first, trusted('2.2.2.2/32', { revokedAt: now })],
      asked: [asked('2.2.2.2/32', { state: 'confirmed' })],
    }
    expect(judge('2.2.2.2/32', known)).toBe('ask')
  })

  it('asks again a minute after a mail that was never handed over', () => {
    expect(judge('2.2.2.2/32', { asked: [asked('2.2.2.2/32', { mailedAt: null, createdAt: ago(59_999) })] })).toBe(
      'pending',
    )
    expect(judge('2.2.2.2/32', { asked: [asked('2.2.2.2/32', { mailedAt: null, createdAt: ago(60_000) })] })).toBe(
      'ask',
    )
  })

  it('sends at most five mails an hour for a workspace, and fifteen to a mailbox', () => {
    const many = (count: number, more: Partial<IpConfirmation> = {}) =>
      Array.from({ length: count }, (_, at) => asked(`3.3.3.${at}/32`, { state: 'confirmed', ...more }))
    expect(judge('2.2.2.2/32', { asked: many(4) })).toBe('ask')
    expect(judge('2.2.2.2/32', { asked: many(5) })).toBe('refused')
    expect(judge('2.2.2.2/32', { asked: many(5, { createdAt: ago(60 * 60 * 1000) }) })).toBe('ask')
    expect(judge('2.2.2.2/32', { asked: many(14, { workspaceId: 'other' }) })).toBe('ask')
    expect(judge('2.2.2.2/32', { asked: many(15, { workspaceId: 'other' }) })).toBe('refused')
  })

  it('lets strangers use up no mail of a workspace in which the holder has confirmed a network', () => {
    const strangers = Array.from({ length: 15 }, (_, at) => asked(`3.3.3.${at}/32`, { workspaceId: 'other' }))
    const confirmed = trusted('5.5.5.5/32', { how: 'confirmed' })
    expect(judge('2.2.2.2/32', { trusted: [first, confirmed], asked: strangers })).toBe('ask')
    const own = Array.from({ length: 5 }, (_, at) => asked(`6.6.6.${at}/32`))
    expect(judge('2.2.2.2/32', { trusted: [first, confirmed], asked: own })).toBe('refused')
  })

  it('takes no answer that was given to another workspace', () => {
    expect(judge('2.2.2.2/32', { asked: [asked('2.2.2.2/32', { workspaceId: 'other', state: 'refused' })] })).toBe(
      'ask',
    )
  })

  it('trusts no more addresses than a projection can hold', () => {
    const many = Array.from({ length: 200 }, (_, at) => trusted(`4.4.4.${at}/32`))
    expect(judge('2.2.2.2/32', { trusted: many })).toBe('refused')
    expect(judge('4.4.4.7/32', { trusted: many })).toBe('trusted')
  })
})

describe('a link', () => {
  it('is open until it is answered, and for 24 hours', () => {
    expect(isOpen({ state: 'open', expiresAt: new Date(now.getTime() + 1) }, now)).toBe(true)
    expect(isOpen({ state: 'open', expiresAt: now }, now)).toBe(false)
    expect(isOpen({ state: 'confirmed', expiresAt: new Date(now.getTime() + 1) }, now)).toBe(false)
    expect(isOpen({ state: 'refused', expiresAt: new Date(now.getTime() + 1) }, now)).toBe(false)
  })
})

it('writes networks in one order, so that an unchanged list is no new version', () => {
  expect(liveNetworks([trusted('b'), trusted('a'), trusted('c', { revokedAt: now })])).toEqual(['a', 'b'])
})
