import { Grants } from '../grants/index.js'
import { type Answer, type ControlPlane, startControlPlane } from '../testing/harness.testing.js'
import { mailsTo } from '../testing/mail.testing.js'
import {
  type Guarded,
  issuePersonKey,
  makeGuarded,
  makeManagementToken,
  projectionOf,
} from '../testing/management.testing.js'
import { expectOk } from '../testing/people.testing.js'
import { ExpiredConfirmations } from './index.js'
import { askAsRelay, countAuditEntries } from '../testing/protected-keys.testing.js'

const HOUR_MS = 60 * 60 * 1000

let controlPlane: ControlPlane
let guarded: Guarded
let other: Guarded
let holder: string
let key: string
let now = new Date('2026-11-21T12:00:00Z')
let holders = 0

beforeAll(async () => {
  controlPlane = await startControlPlane({
    clock: () => now,
    config: { sharedEgress: [{ family: 4, first: 0xc6336400n, bits: 24 }] },
  })
  guarded = await makeGuarded(controlPlane)
  other = await makeGuarded(controlPlane)
})
beforeEach(async () => {
  holder = `holder${++holders}@example.com`
  key = await issuePersonKey(controlPlane, guarded, holder)
})
afterAll(() => controlPlane.close())

const pathOf = ({ id }: { id: string }): string => `/v1/workspaces/${id}/trusted-ips`
const question = (ip: string, grantId = key, userAgent: string | null = 'cursor/0.42'): Promise<Answer> =>
  askAsRelay(controlPlane, 'POST', '/internal/networks', { grantId, ip, userAgent })
const verdict = async (ip: string, grantId = key): Promise<string> => expectOk(await question(ip, grantId)).data.verdict
const answerLink = (what: 'preview' | 'confirm' | 'refuse', token: string): Promise<Answer> =>
  controlPlane.ask('POST', `/v1/ip-confirmations/${what}`, { json: { token } })
const listOf = async (of = holder): Promise<{ id: string; network: string; how: string }[]> => {
  const path = `${pathOf(guarded)}?holderEmail=${encodeURIComponent(of)}`
  return expectOk(await controlPlane.ask('GET', path, { session: guarded.viewer.session })).data.trustedIps
}
const revoke = (id: string, session = guarded.admin.session): Promise<Answer> =>
  controlPlane.ask('DELETE', `${pathOf(guarded)}/${id}`, { session })
const cidrsOf = async (keyId = key): Promise<string[] | undefined> =>
  (await projectionOf(controlPlane, keyId)).network?.cidrs

const tokensFor = async (email = holder): Promise<string[]> => {
  const texts = (await mailsTo(controlPlane, email)).map(({ text }) => text)
  return texts.flatMap((text) => /\/confirm-ip#([0-9A-Za-z]{59})$/m.exec(text)?.[1] ?? [])
}
/** The first address is trusted, a second one asked about; gives the token in the mail. */
const blocked = async (ip = '203.0.113.42'): Promise<string> => {
  expect(await verdict('203.0.113.1')).toBe('trusted')
  expect(await verdict(ip)).toBe('pending')
  return (await tokensFor()).at(-1) ?? ''
}
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
    const json = { grantId: key, ip: '203.0.113.1', userAgent: null }
    const ask = (session?: string) =>
      controlPlane.ask('POST', '/internal/networks', { json, ...(session && { session }) })
    expect((await ask()).status).toBe(401)
    expect((await ask(guarded.admin.session)).status).toBe(401)
    expect(await listOf()).toEqual([])
  })
})

describe('403', () => {
  it('lets viewers see what is trusted and revoke nothing', async () => {
    await verdict('203.0.113.1')
    const [trusted] = await listOf()
    expect(shown(await revoke(trusted?.id ?? '', guarded.viewer.session))).toEqual([403, 'role_required'])
    expect(await listOf()).toHaveLength(1)
  })
})

describe('404', () => {
  it('has no address of another workspace', async () => {
    await verdict('203.0.113.1')
    const [trusted] = await listOf()
    const { token } = await makeManagementToken(controlPlane, other, { role: 'admin' })
    for (const session of [other.admin.session, token]) {
      expect(shown(await revoke(trusted?.id ?? '', session))).toEqual([404, 'not_found'])
      const elsewhere = await controlPlane.ask('DELETE', `${pathOf(other)}/${trusted?.id}`, { session })
      expect(shown(elsewhere)).toEqual([404, 'not_found'])
      expect((await controlPlane.ask('GET', pathOf(guarded), { session })).status).toBe(404)
    }
    expect(await cidrsOf()).toEqual(['203.0.113.1/32'])
  })
})

describe('405', () => {
  it('uses up nothing when a mail scanner fetches what it finds', async () => {
    const token = await blocked()
    const paths = ['confirm', 'preview', 'refuse'].map((what) => `/v1/ip-confirmations/${what}`)
    for (const path of [...paths, `/confirm-ip`, `/confirm-ip?${token}`]) {
      for (const method of ['GET', 'HEAD']) await controlPlane.ask(method, path)
    }
    expect(await verdict('203.0.113.42')).toBe('pending')
    expect((await answerLink('preview', token)).status).toBe(200)
    expect((await answerLink('preview', token)).status).toBe(200)
    expect(await verdict('203.0.113.42')).toBe('pending')
    expect((await answerLink('confirm', token)).status).toBe(200)
  })
})

describe('410', () => {
  const expired = [410, 'ip_confirmation_expired']

  it('knows no link that nobody was sent, nor the id of one with another secret', async () => {
    const token = await blocked()
    const forged = token.slice(0, -1) + (token.endsWith('A') ? 'B' : 'A')
    for (const text of ['a'.repeat(59), forged]) {
      for (const what of ['preview', 'confirm', 'refuse'] as const)
        expect(shown(await answerLink(what, text))).toEqual(expired)
    }
    expect(await cidrsOf()).toEqual(['203.0.113.1/32'])
  })

  it('takes one answer, of many at once too', async () => {
    const token = await blocked()
    const answers = await Promise.all(Array.from({ length: 5 }, () => answerLink('confirm', token)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 410, 410, 410, 410])
    for (const what of ['preview', 'confirm', 'refuse'] as const)
      expect(shown(await answerLink(what, token))).toEqual(expired)
  })

  it('takes no replay after the address was revoked', async () => {
    const token = await blocked()
    expectOk(await answerLink('confirm', token))
    const confirmed = (await listOf()).find(({ how }) => how === 'confirmed')
    expectOk(await revoke(confirmed?.id ?? ''))
    expect(shown(await answerLink('confirm', token))).toEqual(expired)
    expect(await cidrsOf()).toEqual(['203.0.113.1/32'])
  })

  it('is too late after 24 hours', async () => {
    const start = now
    const token = await blocked()
    now = new Date(start.getTime() + 24 * HOUR_MS - 1)
    expect((await answerLink('preview', token)).status).toBe(200)
    now = new Date(start.getTime() + 24 * HOUR_MS)
    expect(shown(await answerLink('confirm', token))).toEqual(expired)
    expect(await verdict('203.0.113.42')).toBe('pending')
    expect(await tokensFor()).toHaveLength(2)
    now = start
  })
})

describe('a first address', () => {
  it('is one address, however many relays ask at the same moment', async () => {
    const asked = Array.from({ length: 8 }, (_, at) => `203.0.113.${at + 1}`)
    const verdicts = await Promise.all(asked.map((ip) => verdict(ip)))
    expect(verdicts.filter((word) => word === 'trusted')).toHaveLength(1)
    const [trusted, ...more] = await listOf()
    expect([more, trusted?.how]).toEqual([[], 'first_use'])
    expect(trusted?.network).toBe(`${asked[verdicts.indexOf('trusted')]}/32`)
    expect(await cidrsOf()).toEqual([trusted?.network])
  })

  it('is in the projections of all keys of the holder before the answer, and in those of nobody else', async () => {
    const [second, foreign, stranger] = await Promise.all([
      issuePersonKey(controlPlane, guarded, holder),
      issuePersonKey(controlPlane, other, holder),
      issuePersonKey(controlPlane, guarded, `x${holder}`),
    ])
    const before = (await projectionOf(controlPlane, key)).version
    expect(await verdict('203.0.113.1')).toBe('trusted')
    expect((await projectionOf(controlPlane, key)).version).toBe(before + 1)
    expect([await cidrsOf(), await cidrsOf(second)]).toEqual([['203.0.113.1/32'], ['203.0.113.1/32']])
    expect([await cidrsOf(foreign), await cidrsOf(stranger)]).toEqual([[], []])
  })

  it('counts for keys that are issued later, from their first call on', async () => {
    expect(await verdict('203.0.113.1')).toBe('trusted')
    const later = await issuePersonKey(controlPlane, guarded, holder)
    expect(await verdict('203.0.113.2', later)).toBe('pending')
    expect(await verdict('203.0.113.1', later)).toBe('trusted')
    expect(await cidrsOf(later)).toEqual(['203.0.113.1/32'])
  })

  it.each([
    ['2001:db8::1', '2001:db8::ffff', '2001:db8:0:1::1'],
    ['203.0.113.7', '::ffff:203.0.113.7', '203.0.113.8'],
    ['198.51.100.1', '198.51.100.254', '198.51.101.1'],
  ])('%s stands for %s, and not for %s', async (first, same, different) => {
    expect(await verdict(first)).toBe('trusted')
    expect(await verdict(same)).toBe('trusted')
    expect(await listOf()).toHaveLength(1)
    expect(await verdict(different)).toBe('pending')
  })
})

describe('a key that has no say', () => {
  it.each<[string, () => Promise<string>]>([
    ['unknown', async () => 'a'.repeat(16)],
    [
      'revoked',
      async () => {
        const id = await issuePersonKey(controlPlane, guarded, holder)
        await controlPlane.server.app.get(Grants).revoke(id)
        return id
      },
    ],
    ['expired', () => issuePersonKey(controlPlane, guarded, holder, { ttlSeconds: 60 })],
    [
      'for certain networks',
      () => {
        const network = { mode: 'allowlist', cidrs: ['192.0.2.0/24'] }
        return issuePersonKey(controlPlane, guarded, holder, { network })
      },
    ],
    ['for any network', () => issuePersonKey(controlPlane, guarded, holder, { network: { mode: 'any' } })],
  ])('%s: is refused, trusts nothing and asks nobody', async (_, issue) => {
    const [start, id] = [now, await issue()]
    now = new Date(start.getTime() + 60_000)
    expect(await verdict('203.0.113.1', id)).toBe('refused')
    now = start
    expect([await listOf(), await tokensFor()]).toEqual([[], []])
  })
})

describe('a mail', () => {
  it('says what was blocked, in words that are not the caller’s own, and is sent once', async () => {
    await verdict('203.0.113.1')
    const userAgent = 'cursor/0.42 <a href="https://evil.example">Confirm</a> https://evil.example'
    const answers = await Promise.all(Array.from({ length: 4 }, () => question('203.0.113.42', key, userAgent)))
    expect(answers.map(({ data }) => data.verdict)).toEqual(Array(4).fill('pending'))
    const mails = await mailsTo(controlPlane, holder)
    expect(mails).toHaveLength(1)
    for (const part of [
      '203.0.113.42',
      'cursor/0.42',
      'Stripe production',
      'laptop',
      guarded.name,
      '2026-11-21 12:00:00 UTC',
      'blocked',
    ]) {
      expect(mails[0]?.text).toContain(part)
    }
    expect(mails[0]?.raw).not.toContain('evil')
  })

  it('is one of five an hour; what comes after is refused, and asked about an hour later', async () => {
    const start = now
    await verdict('203.0.113.1')
    const words = await Promise.all(Array.from({ length: 9 }, (_, at) => verdict(`203.0.113.${at + 50}`)))
    expect(words.filter((word) => word === 'pending')).toHaveLength(5)
    expect(words.filter((word) => word === 'refused')).toHaveLength(4)
    expect(await tokensFor()).toHaveLength(5)
    now = new Date(start.getTime() + HOUR_MS)
    expect(await verdict('203.0.113.99')).toBe('pending')
    now = start
  })

  it('is about what the page behind its link shows', async () => {
    const { data } = expectOk(await answerLink('preview', await blocked()))
    expect(data.confirmation).toEqual({
      ...{ ip: '203.0.113.42', network: '203.0.113.42/32', client: 'cursor/0.42', integration: 'Stripe production' },
      ...{ keyName: 'laptop', workspaceName: guarded.name, holderEmail: holder },
      ...{ blockedAt: now.toISOString(), expiresAt: new Date(now.getTime() + 24 * HOUR_MS).toISOString() },
    })
  })

  it('has its secret nowhere in the database', async () => {
    const token = await blocked()
    const rows = await controlPlane.database.query<unknown[]>('SELECT * FROM ip_confirmations')
    expect(JSON.stringify(rows)).not.toContain(token.slice(16))
    expect(controlPlane.log.join()).not.toContain(token.slice(16))
  })
})

describe('a confirmation', () => {
  it('lets all keys of the holder through from there, at once, and no other holder', async () => {
    const [second, stranger] = [
      await issuePersonKey(controlPlane, guarded, holder),
      await issuePersonKey(controlPlane, guarded, `x${holder}`),
    ]
    expectOk(await answerLink('confirm', await blocked()))
    const both = ['203.0.113.1/32', '203.0.113.42/32']
    expect([await cidrsOf(), await cidrsOf(second), await cidrsOf(stranger)]).toEqual([both, both, []])
    expect(await verdict('203.0.113.42')).toBe('trusted')
    expect((await listOf()).map(({ how }) => how).sort()).toEqual(['confirmed', 'first_use'])
  })

  it('is in the audit with the address that was blocked; so is a refusal', async () => {
    const before = await countAuditEntries(controlPlane, guarded)
    const token = await blocked()
    // A first use, and a question.
    expect(await countAuditEntries(controlPlane, guarded)).toBe(before + 2)
    expectOk(await answerLink('confirm', token))
    expect(await countAuditEntries(controlPlane, guarded)).toBe(before + 3)
    await verdict('203.0.113.43')
    expectOk(await answerLink('refuse', (await tokensFor()).at(-1) ?? ''))
    expect(await countAuditEntries(controlPlane, guarded)).toBe(before + 5)
  })
})

describe('a refusal', () => {
  it('keeps the address out and asks nobody about it for a day', async () => {
    const start = now
    expectOk(await answerLink('refuse', await blocked()))
    expect(await verdict('203.0.113.42')).toBe('refused')
    expect(await cidrsOf()).toEqual(['203.0.113.1/32'])
    expect(await tokensFor()).toHaveLength(1)
    now = new Date(start.getTime() + 24 * HOUR_MS)
    expect(await verdict('203.0.113.42')).toBe('pending')
    now = start
  })
})

describe('what is over', () => {
  it('is let go of, and nothing else', async () => {
    await blocked()
    const expired = new ExpiredConfirmations(controlPlane.database)
    const end = new Date(now.getTime() + 24 * HOUR_MS)
    expect(await expired.drop(new Date(end.getTime() - 1), 1000)).toBe(0)
    expect(await expired.drop(end, 1)).toBe(1)
    for (let count = 1; count > 0;) count = await expired.drop(end, 1000)
    const left = 'SELECT 1 FROM ip_confirmations WHERE expires_at <= $1'
    expect(await controlPlane.database.query(left, [end])).toEqual([])
    expect(await verdict('203.0.113.1')).toBe('trusted')
  })
})

describe('a revocation', () => {
  it('is in the projections of all keys of the holder before it answers', async () => {
    const second = await issuePersonKey(controlPlane, guarded, holder)
    await verdict('203.0.113.1')
    const [trusted] = await listOf()
    const before = (await projectionOf(controlPlane, second)).version
    expectOk(await revoke(trusted?.id ?? ''))
    expect([await cidrsOf(), await cidrsOf(second)]).toEqual([[], []])
    expect((await projectionOf(controlPlane, second)).version).toBe(before + 1)
    expect(await listOf()).toEqual([])
  })

  it('is no new first use: the same address, and any other, must be confirmed', async () => {
    await verdict('203.0.113.1')
    const [trusted] = await listOf()
    expectOk(await revoke(trusted?.id ?? ''))
    expect(await verdict('203.0.113.1')).toBe('pending')
    expect(await verdict('203.0.113.2')).toBe('pending')
    const later = await issuePersonKey(controlPlane, guarded, holder)
    expect(await verdict('203.0.113.3', later)).toBe('pending')
    expect(await cidrsOf(later)).toEqual([])
    const [first = ''] = await tokensFor()
    expectOk(await answerLink('confirm', first))
    expect(await verdict('203.0.113.1')).toBe('trusted')
    expect((await listOf()).map(({ network, how }) => [network, how])).toEqual([['203.0.113.1/32', 'confirmed']])
  })

  it('wins over a question of the same moment: nothing is left trusted that is revoked', async () => {
    await verdict('203.0.113.1')
    const [trusted] = await listOf()
    const keys = await Promise.all(Array.from({ length: 4 }, () => issuePersonKey(controlPlane, guarded, holder)))
    await Promise.all([revoke(trusted?.id ?? ''), ...keys.map((id) => verdict('203.0.113.1', id))])
    for (const id of [key, ...keys]) expect(await cidrsOf(id)).toEqual([])
  })

  it('is recorded once, however often it is asked for', async () => {
    await verdict('203.0.113.1')
    const [trusted] = await listOf()
    const before = await countAuditEntries(controlPlane, guarded)
    const answers = await Promise.all([1, 2, 3].map(() => revoke(trusted?.id ?? '')))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(await countAuditEntries(controlPlane, guarded)).toBe(before + 1)
  })
})
