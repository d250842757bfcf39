import { createLogger } from '@1relay/log'
import type { DataSource } from 'typeorm'
import { openDatabase } from '../database/index.js'
import { createTestDatabase, type TestDatabase } from '../testing/database.testing.js'
import { startMailServer, type TestMailServer } from '../testing/smtp.testing.js'
import type { Mail } from './letter.js'
import type { Mailer } from './mailer.port.js'
import { SmtpMailer } from './mailer.smtp.js'
import { PostgresOutbox } from './outbox.postgres.js'
import { PostOffice } from './post-office.service.js'

const START = new Date('2026-11-21T12:00:00Z')
const letter = { subject: 'Hello', paragraphs: ['A secret link: https://a.example/#token'] }

let engine: TestDatabase
let database: DataSource
let mailServer: TestMailServer
let now: Date
let log: string[]
let offices: PostOffice[]

beforeAll(async () => {
  engine = await createTestDatabase()
  database = await openDatabase({ url: engine.url, poolSize: 5 }).initialize()
})
beforeEach(async () => {
  ;[now, log, offices] = [START, [], []]
  await database.query('DELETE FROM mails')
  mailServer = await startMailServer()
})
afterEach(async () => {
  await Promise.all(offices.map((office) => office.close()))
  await mailServer.close()
})
afterAll(async () => {
  await database.destroy()
  await engine.drop()
})

const later = (ms: number): void => void (now = new Date(now.getTime() + ms))

const openOffice = (mailer: Mailer = new SmtpMailer({ url: mailServer.url, from: '1Relay <us@1relay.test>' })) => {
  const logger = createLogger({ name: 'test', level: 'debug', destination: { write: (line) => log.push(line) } })
  const office = new PostOffice({ outbox: new PostgresOutbox(database, 'secret'), mailer, clock: () => now, logger })
  offices.push(office)
  return office
}

const post = (office: PostOffice, more = {}) => office.send({ to: 'jane@example.com', letter, ...more })
const waiting = (): Promise<{ id: string; sealed: string | null }[]> => database.query('SELECT id, sealed FROM mails')

/** A mailer whose sends wait until they are let go, and of which it is known what they were. */
const holdingMailer = () => {
  const sent: Mail[] = []
  let letGo: () => void = () => undefined
  const gate = new Promise<void>((resolve) => (letGo = resolve))
  const mailer: Mailer = {
    send: async (mail) => {
      sent.push(mail)
      await gate
    },
    close: () => undefined,
  }
  return { mailer, sent, letGo: () => letGo() }
}

describe('a mail server that does not take a mail', () => {
  it('is asked again later, and later still, until it does', async () => {
    const office = openOffice()
    mailServer.verdict = '451 try again'
    await post(office)
    await office.deliver()
    later(19_000)
    mailServer.verdict = '250 taken'
    await office.deliver()
    expect(mailServer.taken).toHaveLength(0)
    later(1_000)
    await office.deliver()
    expect(mailServer.taken).toHaveLength(1)
    expect(await waiting()).toEqual([])
  })

  it('is given up when the letter is out of date', async () => {
    const office = openOffice()
    mailServer.verdict = '550 no'
    await post(office, { lifetimeMs: 60_000 })
    await office.deliver()
    later(60_000)
    mailServer.verdict = '250 taken'
    await office.deliver()
    expect([mailServer.taken.length, await waiting()]).toEqual([0, []])
    expect(log.join()).toContain('a mail was given up')
  })

  it('says nothing of the person to the log', async () => {
    const office = openOffice()
    mailServer.verdict = '550 jane@example.com is unknown'
    await post(office)
    await office.deliver()
    expect(log.join()).toContain('a mail has to wait')
    expect(log.join()).not.toMatch(/jane|token|a\.example/)
  })

  it('keeps no request waiting', async () => {
    const { mailer, letGo, sent } = holdingMailer()
    const office = openOffice(mailer)
    await post(office)
    await post(office)
    expect(sent.length).toBeLessThanOrEqual(1)
    letGo()
    await office.deliver()
    expect(sent).toHaveLength(2)
  })
})

describe('a process that dies', () => {
  it('loses no mail that it had taken, nor one that it was sending', async () => {
    const { mailer, letGo } = holdingMailer()
    const dying = openOffice(mailer)
    await post(dying)
    // Whoever of the two is first has taken the mail, and neither will say that it was sent.
    const outbox = new PostgresOutbox(database, 'secret')
    await outbox.take(now, new Date(now.getTime() + 120_000), 10)
    const next = openOffice()
    await next.deliver()
    expect(mailServer.taken).toHaveLength(0)
    later(120_000)
    await next.deliver()
    expect(mailServer.taken).toHaveLength(1)
    letGo()
  })
})

describe('several processes', () => {
  it('send each mail once', async () => {
    const all = [openOffice(), openOffice(), openOffice()]
    await Promise.all(
      Array.from({ length: 40 }, (_, at) => post(all[at % 3] as PostOffice, { to: `p${at}@example.com` })),
    )
    await Promise.all(all.map((office) => office.deliver()))
    const recipients = mailServer.taken.flatMap(({ to }) => to)
    expect([recipients.length, new Set(recipients).size]).toEqual([40, 40])
  })

  it('send one mail of a key, also long after it was sent', async () => {
    const [one, other] = [openOffice(), openOffice()]
    await Promise.all([one, other, one, other].map((office) => post(office, { onceKey: 'budget:80:2026-11' })))
    await Promise.all([one.deliver(), other.deliver()])
    later(40 * 86_400_000)
    await post(one, { onceKey: 'budget:80:2026-11' })
    await one.deliver()
    expect(mailServer.taken).toHaveLength(1)
    expect(await waiting()).toEqual([{ id: expect.any(String), sealed: null }])
  })
})

describe('a mail', () => {
  it('cannot be read while it waits', async () => {
    mailServer.verdict = '451 later'
    const office = openOffice()
    await post(office)
    await office.deliver()
    const [row] = await waiting()
    const bytes = Buffer.from(row?.sealed ?? '', 'base64url').toString('latin1')
    expect(bytes.length).toBeGreaterThan(100)
    expect(JSON.stringify(row) + bytes).not.toMatch(/jane|token|Hello/)
  })

  it('reaches the mail server with one recipient, in text and HTML', async () => {
    const office = openOffice()
    await post(office, { to: 'jane.o’neil+tag@example.com' })
    await post(office)
    await office.deliver()
    const mail = mailServer.taken.find(({ to }) => to[0]?.includes('jane@'))
    expect([mail?.from, mail?.to]).toEqual(['<us@1relay.test>', ['<jane@example.com>']])
    expect(mail?.message).toMatch(/^From: 1Relay <us@1relay\.test>\r$/m)
    expect(mail?.message).toMatch(/^Subject: Hello\r$/m)
    expect(mail?.message).toMatch(/Content-Type: text\/plain[^]+Content-Type: text\/html/)
    expect(mail?.message).toMatch(/^Auto-Submitted: auto-generated\r$/m)
  })
})
