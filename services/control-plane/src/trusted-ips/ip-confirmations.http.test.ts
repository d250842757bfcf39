import { type Answer, type ControlPlane, startControlPlane } from '../testing/harness.testing.js'
import { mailsTo } from '../testing/mail.testing.js'
import { type Guarded, issuePersonKey, makeGuarded } from '../testing/management.testing.js'
import { expectOk } from '../testing/people.testing.js'
import { countAuditEntries } from '../testing/protected-keys.testing.js'
import { makeHolder, type TestHolder } from '../testing/trusted-ips.testing.js'
import { ExpiredConfirmations } from './index.js'

const HOUR_MS = 60 * 60 * 1000

let controlPlane: ControlPlane
let guarded: Guarded
let person: TestHolder
let now = new Date('2026-11-21T12:00:00Z')

beforeAll(async () => {
  controlPlane = await startControlPlane({
    clock: () => now,
  })
  guarded = await makeGuarded(controlPlane)
})
beforeEach(async () => {
  person = await makeHolder(controlPlane, guarded)
})
afterAll(() => controlPlane.close())

const shown = ({ status, code }: Answer): [number, string | undefined] => [status, code]

describe('405', () => {
  it('uses up nothing when a mail scanner fetches what it finds', async () => {
    const token = await person.blocked()
    const paths = ['confirm', 'preview', 'refuse'].map((what) => `/v1/ip-confirmations/${what}`)
    for (const path of [...paths, `/confirm-ip`, `/confirm-ip?${token}`]) {
      for (const method of ['GET', 'HEAD']) await controlPlane.ask(method, path)
    }
    expect(await person.verdict('203.0.113.42')).toBe('pending')
    expect((await person.answerLink('preview', token)).status).toBe(200)
    expect((await person.answerLink('preview', token)).status).toBe(200)
    expect(await person.verdict('203.0.113.42')).toBe('pending')
    expect((await person.answerLink('confirm', token)).status).toBe(200)
  })
})

describe('410', () => {
  const expired = [410, 'ip_confirmation_expired']

  it('knows no link that nobody was sent, nor the id of one with another secret', async () => {
    const token = await person.blocked()
    const forged = token.slice(0, -1) + (token.endsWith('A') ? 'B' : 'A')
    for (const text of ['a'.repeat(59), forged]) {
      for (const what of ['preview', 'confirm', 'refuse'] as const)
        expect(shown(await person.answerLink(what, text))).toEqual(expired)
    }
    expect(await person.cidrs()).toEqual(['203.0.113.1/32'])
  })

  it('takes one answer, of many at once too', async () => {
    const token = await person.blocked()
    const answers = await Promise.all(Array.from({ length: 5 }, () => person.answerLink('confirm', token)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 410, 410, 410, 410])
    for (const what of ['preview', 'confirm', 'refuse'] as const)
      expect(shown(await person.answerLink(what, token))).toEqual(expired)
  })

  it('takes no replay after the address was revoked', async () => {
    const token = await person.blocked()
    expectOk(await person.answerLink('confirm', token))
    const confirmed = (await person.list()).find(({ how }) => how === 'confirmed')
    expectOk(await person.revoke(confirmed?.id ?? ''))
    expect(shown(await person.answerLink('confirm', token))).toEqual(expired)
    expect(await person.cidrs()).toEqual(['203.0.113.1/32'])
  })

  it('is too late after 24 hours', async () => {
    const start = now
    const token = await person.blocked()
    now = new Date(start.getTime() + 24 * HOUR_MS - 1)
    expect((await person.answerLink('preview', token)).status).toBe(200)
    now = new Date(start.getTime() + 24 * HOUR_MS)
    expect(shown(await person.answerLink('confirm', token))).toEqual(expired)
    expect(await person.verdict('203.0.113.42')).toBe('pending')
    expect(await person.tokens()).toHaveLength(2)
    now = start
  })
})

describe('a mail', () => {
  it('says what was blocked, in words that are not the caller’s own, and is sent once', async () => {
    await person.verdict('203.0.113.1')
    const userAgent = 'cursor/0.42 <a href="https://evil.example">Confirm</a> https://evil.example'
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => person.question('203.0.113.42', person.key, userAgent)),
    )
    expect(answers.map(({ data }) => data.verdict)).toEqual(Array(4).fill('pending'))
    const mails = await mailsTo(controlPlane, person.holder)
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
    await person.verdict('203.0.113.1')
    const words = await Promise.all(Array.from({ length: 9 }, (_, at) => person.verdict(`203.0.113.${at + 50}`)))
    expect(words.filter((word) => word === 'pending')).toHaveLength(5)
    expect(words.filter((word) => word === 'refused')).toHaveLength(4)
    expect(await person.tokens()).toHaveLength(5)
    now = new Date(start.getTime() + HOUR_MS)
    expect(await person.verdict('203.0.113.99')).toBe('pending')
    now = start
  })

  it('is about what the page behind its link shows', async () => {
    const { data } = expectOk(await person.answerLink('preview', await person.blocked()))
    expect(data.confirmation).toEqual({
      ...{ ip: '203.0.113.42', network: '203.0.113.42/32', client: 'cursor/0.42', integration: 'Stripe production' },
      ...{ keyName: 'laptop', workspaceName: guarded.name, holderEmail: person.holder },
      ...{ blockedAt: now.toISOString(), expiresAt: new Date(now.getTime() + 24 * HOUR_MS).toISOString() },
    })
  })

  it('has its secret nowhere in the database', async () => {
    const token = await person.blocked()
    const rows = await controlPlane.database.query<unknown[]>('SELECT * FROM ip_confirmations')
    expect(JSON.stringify(rows)).not.toContain(token.slice(16))
    expect(controlPlane.log.join()).not.toContain(token.slice(16))
  })
})

describe('a confirmation', () => {
  it('lets all keys of the holder through from there, at once, and no other holder', async () => {
    const [second, stranger] = [
      await issuePersonKey(controlPlane, guarded, person.holder),
      await issuePersonKey(controlPlane, guarded, `x${person.holder}`),
    ]
    expectOk(await person.answerLink('confirm', await person.blocked()))
    const both = ['203.0.113.1/32', '203.0.113.42/32']
    expect([await person.cidrs(), await person.cidrs(second), await person.cidrs(stranger)]).toEqual([both, both, []])
    expect(await person.verdict('203.0.113.42')).toBe('trusted')
    expect((await person.list()).map(({ how }) => how).sort()).toEqual(['confirmed', 'first_use'])
  })

  it('is in the audit with the address that was blocked; so is a refusal', async () => {
    const before = await countAuditEntries(controlPlane, guarded)
    const token = await person.blocked()
    // A first use, and a question.
    expect(await countAuditEntries(controlPlane, guarded)).toBe(before + 2)
    expectOk(await person.answerLink('confirm', token))
    expect(await countAuditEntries(controlPlane, guarded)).toBe(before + 3)
    await person.verdict('203.0.113.43')
    expectOk(await person.answerLink('refuse', (await person.tokens()).at(-1) ?? ''))
    expect(await countAuditEntries(controlPlane, guarded)).toBe(before + 5)
  })
})

describe('a refusal', () => {
  it('keeps the address out and asks nobody about it for a day', async () => {
    const start = now
    expectOk(await person.answerLink('refuse', await person.blocked()))
    expect(await person.verdict('203.0.113.42')).toBe('refused')
    expect(await person.cidrs()).toEqual(['203.0.113.1/32'])
    expect(await person.tokens()).toHaveLength(1)
    now = new Date(start.getTime() + 24 * HOUR_MS)
    expect(await person.verdict('203.0.113.42')).toBe('pending')
    now = start
  })
})

describe('what is over', () => {
  it('is let go of, and nothing else', async () => {
    await person.blocked()
    const expired = new ExpiredConfirmations(controlPlane.database)
    const end = new Date(now.getTime() + 24 * HOUR_MS)
    expect(await expired.drop(new Date(end.getTime() - 1), 1000)).toBe(0)
    expect(await expired.drop(end, 1)).toBe(1)
    for (let count = 1; count > 0;) count = await expired.drop(end, 1000)
    const left = 'SELECT 1 FROM ip_confirmations WHERE expires_at <= $1'
    expect(await controlPlane.database.query(left, [end])).toEqual([])
    expect(await person.verdict('203.0.113.1')).toBe('trusted')
  })
})
