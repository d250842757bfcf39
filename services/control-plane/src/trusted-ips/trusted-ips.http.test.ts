import { Grants } from '../grants/index.js'
import { type Answer, type ControlPlane, startControlPlane } from '../testing/harness.testing.js'
import {
  type Guarded,
  issuePersonKey,
  makeGuarded,
  makeManagementToken,
  projectionOf,
} from '../testing/management.testing.js'
import { expectOk } from '../testing/people.testing.js'
import { askAsRelay, countAuditEntries } from '../testing/protected-keys.testing.js'
import { makeHolder, pathOf, type TestHolder } from '../testing/trusted-ips.testing.js'

let controlPlane: ControlPlane
let guarded: Guarded
let other: Guarded
let person: TestHolder
let now = new Date('2026-11-21T12:00:00Z')

beforeAll(async () => {
  controlPlane = await startControlPlane({
    clock: () => now,
    config: { sharedEgress: [{ family: 4, first: 0xc6336400n, bits: 24 }] },
  })
  guarded = await makeGuarded(controlPlane)
  other = await makeGuarded(controlPlane)
})
beforeEach(async () => {
  person = await makeHolder(controlPlane, guarded)
})
afterAll(() => controlPlane.close())

const shown = ({ status, code }: Answer): [number, string | undefined] => [status, code]

describe('400', () => {
  it.each<[string, unknown]>([
    ['nothing', null],
    ['no address', { grantId: 'a'.repeat(16), userAgent: null }],
    ['a list of addresses', { grantId: 'a'.repeat(16), ip: '203.0.113.1, 203.0.113.2', userAgent: null }],
    ['an id of another form', { grantId: "' OR 1=1 --", ip: '203.0.113.1', userAgent: null }],
    ['a user agent that is no text', { grantId: 'a'.repeat(16), ip: '203.0.113.1', userAgent: 7 }],
  ])('a relay that asks about %s is not understood', async (_, body) => {
    expect((await askAsRelay(controlPlane, 'POST', '/internal/networks', body)).status).toBe(400)
  })
})

describe('401', () => {
  it('lets nobody but a relay ask', async () => {
    const json = { grantId: person.key, ip: '203.0.113.1', userAgent: null }
    const ask = (session?: string) =>
      controlPlane.ask('POST', '/internal/networks', { json, ...(session && { session }) })
    expect((await ask()).status).toBe(401)
    expect((await ask(guarded.admin.session)).status).toBe(401)
    expect(await person.list()).toEqual([])
  })
})

describe('403', () => {
  it('lets viewers see what is trusted and revoke nothing', async () => {
    await person.verdict('203.0.113.1')
    const [trusted] = await person.list()
    expect(shown(await person.revoke(trusted?.id ?? '', guarded.viewer.session))).toEqual([403, 'role_required'])
    expect(await person.list()).toHaveLength(1)
  })
})

describe('404', () => {
  it('has no address of another workspace', async () => {
    await person.verdict('203.0.113.1')
    const [trusted] = await person.list()
    const { token } = await makeManagementToken(controlPlane, other, { role: 'admin' })
    for (const session of [other.admin.session, token]) {
      expect(shown(await person.revoke(trusted?.id ?? '', session))).toEqual([404, 'not_found'])
      const elsewhere = await controlPlane.ask('DELETE', `${pathOf(other)}/${trusted?.id}`, { session })
      expect(shown(elsewhere)).toEqual([404, 'not_found'])
      expect((await controlPlane.ask('GET', pathOf(guarded), { session })).status).toBe(404)
    }
    expect(await person.cidrs()).toEqual(['203.0.113.1/32'])
  })
})

describe('a first address', () => {
  it('is one address, however many relays ask at the same moment', async () => {
    const asked = Array.from({ length: 8 }, (_, at) => `203.0.113.${at + 1}`)
    const verdicts = await Promise.all(asked.map((ip) => person.verdict(ip)))
    expect(verdicts.filter((word) => word === 'trusted')).toHaveLength(1)
    const [trusted, ...more] = await person.list()
    expect([more, trusted?.how]).toEqual([[], 'first_use'])
    expect(trusted?.network).toBe(`${asked[verdicts.indexOf('trusted')]}/32`)
    expect(await person.cidrs()).toEqual([trusted?.network])
  })

  it('is in the projections of all keys of the holder before the answer, and in those of nobody else', async () => {
    const [second, foreign, stranger] = await Promise.all([
      issuePersonKey(controlPlane, guarded, person.holder),
      issuePersonKey(controlPlane, other, person.holder),
      issuePersonKey(controlPlane, guarded, `x${person.holder}`),
    ])
    const before = (await projectionOf(controlPlane, person.key)).version
    expect(await person.verdict('203.0.113.1')).toBe('trusted')
    expect((await projectionOf(controlPlane, person.key)).version).toBe(before + 1)
    expect([await person.cidrs(), await person.cidrs(second)]).toEqual([['203.0.113.1/32'], ['203.0.113.1/32']])
    expect([await person.cidrs(foreign), await person.cidrs(stranger)]).toEqual([[], []])
  })

  it('counts for keys that are issued later, from their first call on', async () => {
    expect(await person.verdict('203.0.113.1')).toBe('trusted')
    const later = await issuePersonKey(controlPlane, guarded, person.holder)
    expect(await person.verdict('203.0.113.2', later)).toBe('pending')
    expect(await person.verdict('203.0.113.1', later)).toBe('trusted')
    expect(await person.cidrs(later)).toEqual(['203.0.113.1/32'])
  })

  it.each([
    ['2001:db8::1', '2001:db8::ffff', '2001:db8:0:1::1'],
    ['203.0.113.7', '::ffff:203.0.113.7', '203.0.113.8'],
    ['198.51.100.1', '198.51.100.254', '198.51.101.1'],
  ])('%s stands for %s, and not for %s', async (first, same, different) => {
    expect(await person.verdict(first)).toBe('trusted')
    expect(await person.verdict(same)).toBe('trusted')
    expect(await person.list()).toHaveLength(1)
    expect(await person.verdict(different)).toBe('pending')
  })
})

describe('a key that has no say', () => {
  it.each<[string, () => Promise<string>]>([
    ['unknown', async () => 'a'.repeat(16)],
    [
      'revoked',
      async () => {
        const id = await issuePersonKey(controlPlane, guarded, person.holder)
        await controlPlane.server.app.get(Grants).revoke(id)
        return id
      },
    ],
    ['expired', () => issuePersonKey(controlPlane, guarded, person.holder, { ttlSeconds: 60 })],
    [
      'for certain networks',
      () => {
        const network = { mode: 'allowlist', cidrs: ['192.0.2.0/24'] }
        return issuePersonKey(controlPlane, guarded, person.holder, { network })
      },
    ],
    ['for any network', () => issuePersonKey(controlPlane, guarded, person.holder, { network: { mode: 'any' } })],
  ])('%s: is refused, trusts nothing and asks nobody', async (_, issue) => {
    const [start, id] = [now, await issue()]
    now = new Date(start.getTime() + 60_000)
    expect(await person.verdict('203.0.113.1', id)).toBe('refused')
    now = start
    expect([await person.list(), await person.tokens()]).toEqual([[], []])
  })
})

describe('a revocation', () => {
  it('is in the projections of all keys of the holder before it answers', async () => {
    const second = await issuePersonKey(controlPlane, guarded, person.holder)
    await person.verdict('203.0.113.1')
    const [trusted] = await person.list()
    const before = (await projectionOf(controlPlane, second)).version
    expectOk(await person.revoke(trusted?.id ?? ''))
    expect([await person.cidrs(), await person.cidrs(second)]).toEqual([[], []])
    expect((await projectionOf(controlPlane, second)).version).toBe(before + 1)
    expect(await person.list()).toEqual([])
  })

  it('is no new first use: the same address, and any other, must be confirmed', async () => {
    await person.verdict('203.0.113.1')
    const [trusted] = await person.list()
    expectOk(await person.revoke(trusted?.id ?? ''))
    expect(await person.verdict('203.0.113.1')).toBe('pending')
    expect(await person.verdict('203.0.113.2')).toBe('pending')
    const later = await issuePersonKey(controlPlane, guarded, person.holder)
    expect(await person.verdict('203.0.113.3', later)).toBe('pending')
    expect(await person.cidrs(later)).toEqual([])
    const [first = ''] = await person.tokens()
    expectOk(await person.answerLink('confirm', first))
    expect(await person.verdict('203.0.113.1')).toBe('trusted')
    expect((await person.list()).map(({ network, how }) => [network, how])).toEqual([['203.0.113.1/32', 'confirmed']])
  })

  it('wins over a question of the same moment: nothing is left trusted that is revoked', async () => {
    await person.verdict('203.0.113.1')
    const [trusted] = await person.list()
    const keys = await Promise.all(
      Array.from({ length: 4 }, () => issuePersonKey(controlPlane, guarded, person.holder)),
    )
    await Promise.all([person.revoke(trusted?.id ?? ''), ...keys.map((id) => person.verdict('203.0.113.1', id))])
    for (const id of [person.key, ...keys]) expect(await person.cidrs(id)).toEqual([])
  })

  it('is recorded once, however often it is asked for', async () => {
    await person.verdict('203.0.113.1')
    const [trusted] = await person.list()
    const before = await countAuditEntries(controlPlane, guarded)
    const answers = await Promise.all([1, 2, 3].map(() => person.revoke(trusted?.id ?? '')))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(await countAuditEntries(controlPlane, guarded)).toBe(before + 1)
  })
})
