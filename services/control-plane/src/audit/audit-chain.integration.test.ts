import { randomBytes } from 'node:crypto'
import { type Expectation, type KnownHead, verifyChain } from '@1relay/audit'
import { makeId } from '@1relay/vault'
import type { DataSource } from 'typeorm'
import { openDatabase } from '../database/index.js'
import { AuditEngine, CANARIES, someCall } from '../testing/audit-engine.testing.js'
import { createTestDatabase, type TestDatabase } from '../testing/database.testing.js'
import { AdminAudit } from './admin-audit.service.js'
import { SCANNED_MAX } from '../audit-log/audit-log.service.js'

const secret = randomBytes(32)
let testDatabase: TestDatabase
let database: DataSource
let other: DataSource
let engine: AuditEngine
let workspaceId: string

beforeAll(async () => {
  testDatabase = await createTestDatabase()
  ;[database, other] = (await Promise.all(
    [1, 2].map(() => openDatabase({ url: testDatabase.url, poolSize: 5 }).initialize()),
  )) as [DataSource, DataSource]
})
beforeEach(() => {
  engine = new AuditEngine(database, [secret])
  workspaceId = makeId()
})
afterAll(async () => {
  await Promise.all([database.destroy(), other.destroy()])
  await testDatabase.drop()
})

const query = (sql: string, ...values: unknown[]) => database.query(sql, values)
const countOf = async (table: string, id = workspaceId): Promise<number> =>
  Number((await query(`SELECT count(*) AS n FROM ${table} WHERE workspace_id = $1`, id))[0].n)
const verify = async (expectation?: Expectation) => verifyChain(await engine.chain(workspaceId), expectation)
const headNow = async (): Promise<KnownHead> => {
  const [row] = await query('SELECT head_seq, head_hash FROM audit_chains WHERE workspace_id = $1', workspaceId)
  return { seq: Number(row.head_seq), hash: row.head_hash.toString('base64url') }
}
const problem = (kind: string, seq?: number) => ({ ok: false, problem: { kind, ...(seq !== undefined && { seq }) } })

describe('appending', () => {
  it('records nothing of a change that is rolled back', async () => {
    const audit = new AdminAudit(engine.inbox, () => engine.now)
    const party = { type: 'account', id: 'a', label: 'ada@example.com' }
    const entry = { workspaceId, actor: party, action: 'key.created', subject: party }
    const change = database.transaction(async (tx) => {
      await audit.record(entry, tx)
      throw new Error('no')
    })
    await expect(change).rejects.toThrow('no')
    expect(await engine.appender.append(workspaceId)).toBe(0)
    await database.transaction((tx) => audit.record(entry, tx))
    expect(await engine.appender.append(workspaceId)).toBe(1)
  })

  it('gives every record one place, whoever appends at the same time', async () => {
    const engines = [engine, new AuditEngine(other, [secret])] as const
    const second = makeId()
    const put = async (one: AuditEngine, id: string) => {
      for (let i = 0; i < 20; i++) await one.put(id, someCall(), someCall())
    }
    const append = async (one: AuditEngine, id: string) => {
      let count = 0
      for (let i = 0; i < 20; i++) count += await one.appender.append(id)
      return count
    }
    const work = engines.flatMap((one) => [workspaceId, second].flatMap((id) => [put(one, id), append(one, id)]))
    const during = (await Promise.all(work)).reduce((sum: number, count) => sum + Number(count ?? 0), 0)
    const after = (await engine.appender.append(workspaceId)) + (await engine.appender.append(second))
    expect(during + after).toBe(160)
    expect([await countOf('audit_records'), await countOf('audit_inbox')]).toEqual([80, 0])
    expect(await verify()).toMatchObject({ ok: true, records: 80, head: { seq: 80 } })
  })

  it('takes thousands in a transaction, and a search looks at no more than it says', async () => {
    const letter = Array.from({ length: 100 }, () => someCall({}, engine.now))
    for (let i = 0; i < 60; i++) await engine.put(workspaceId, ...letter)
    expect(await engine.appender.append(workspaceId)).toBe(6000)
    const [{ n }] = await query(
      'SELECT count(DISTINCT xmin::text) AS n FROM audit_records WHERE workspace_id = $1',
      workspaceId,
    )
    expect([Number(n), await countOf('audit_segments')]).toEqual([2, 1])
    const first = await engine.log.list(workspaceId, { q: 'nowhere' }, { pageSize: 50 })
    expect([first.records, first.next?.seq]).toEqual([[], 6000 - SCANNED_MAX + 1])
    const rest = await engine.log.list(workspaceId, { q: 'nowhere' }, { pageSize: 50, after: first.next! })
    expect(rest).toEqual({ records: [], next: undefined })
  })

  it('waits for a key that is not there, and goes on when it is back', async () => {
    const rotated = new AuditEngine(database, [randomBytes(32), secret])
    await rotated.put(workspaceId, someCall())
    await expect(engine.appender.append(workspaceId)).rejects.toThrow('AUDIT_KEY')
    expect(await countOf('audit_inbox')).toBe(1)
    expect(await rotated.appender.append(workspaceId)).toBe(1)
  })

  it('says of a letter that somebody changed that it was there, and takes those behind it', async () => {
    await engine.put(workspaceId, someCall(), someCall())
    await query(
      'UPDATE audit_inbox SET sealed = set_byte(sealed, 60, get_byte(sealed, 60) # 1) WHERE workspace_id = $1',
      workspaceId,
    )
    await engine.put(workspaceId, someCall())
    const { records } = await engine.log.list(workspaceId, {}, { pageSize: 50 })
    const found = records.map(({ record }) =>
      record.kind === 'admin' ? [record.act.action, record.act.metadata] : 'call',
    )
    expect(found).toEqual(expect.arrayContaining(['call', ['audit.letter_unreadable', { records: 2 }]]))
  })

  it('takes text that has no form of its own', async () => {
    await engine.put(workspaceId, someCall({ userAgent: 'a\ud800b', path: '/\u0000' }))
    expect(await engine.appender.append(workspaceId)).toBe(1)
    expect(await verify()).toMatchObject({ ok: true, records: 1 })
  })
})

describe('a dump of the database', () => {
  const dump = async (): Promise<string> => {
    const tables = await query(
      "SELECT relname AS name FROM pg_class WHERE relname LIKE 'audit%' AND relkind IN ('r', 'p')",
    )
    const texts = await Promise.all(
      tables.map(({ name }: { name: string }) => query(`SELECT to_jsonb(t)::text AS text FROM ${name} t`)),
    )
    const text = texts
      .flat()
      .map((row: { text: string }) => row.text)
      .join('\n')
    // Bytes are written in hexadecimal.
    return text + text.replaceAll(/\\\\x([0-9a-f]+)/g, (_, hex: string) => Buffer.from(hex, 'hex').toString('latin1'))
  }

  it('shows no path, query, address, user agent or name, neither of what waits nor of what is recorded', async () => {
    await engine.put(workspaceId, someCall())
    const waiting = await dump()
    await engine.appender.append(workspaceId)
    const recorded = await dump()
    for (const text of [waiting, recorded]) {
      expect(text).toContain(workspaceId)
      for (const canary of Object.values(CANARIES)) expect(text).not.toContain(canary)
    }
    const { records } = await engine.log.list(workspaceId, { to: '2100-01-01T00:00:00Z' }, { pageSize: 1 })
    for (const canary of Object.values(CANARIES)) expect(JSON.stringify(records)).toContain(canary)
  })
})

describe('whoever writes to the database', () => {
  const at = 'workspace_id = $1 AND seq = $2'

  it('is found to have changed, removed or reordered a record', async () => {
    await engine.record(workspaceId, 6)
    const known = await headNow()
    const keep = await query('SELECT * FROM audit_records WHERE workspace_id = $1', workspaceId)
    expect(await verify({ head: known })).toMatchObject({ ok: true, knownHead: 'matched' })
    const tries: [string, unknown][] = [
      [
        `UPDATE audit_records SET sealed = set_byte(sealed, 20, get_byte(sealed, 20) # 1) WHERE ${at}`,
        problem('changed', 3),
      ],
      [`UPDATE audit_records SET hash = sha256('x') WHERE ${at}`, problem('changed', 3)],
      [`UPDATE audit_records SET recorded_at = recorded_at + interval '1 second' WHERE ${at}`, problem('changed', 3)],
      [`DELETE FROM audit_records WHERE ${at}`, problem('missing', 3)],
      // Its ciphertext in the row of another record, and of one of another workspace.
      [
        `UPDATE audit_records SET (sealed, hash) = (SELECT sealed, hash FROM audit_records WHERE workspace_id = $1 AND seq = 4) WHERE ${at}`,
        problem('changed', 3),
      ],
    ]
    for (const [sql, found] of tries) {
      await query(sql, workspaceId, 3)
      expect(await verify({ head: known })).toMatchObject(found as object)
      await query('DELETE FROM audit_records WHERE workspace_id = $1', workspaceId)
      await query(
        'INSERT INTO audit_records SELECT * FROM jsonb_populate_recordset(null::audit_records, $1)',
        JSON.stringify(asJson(keep)),
      )
    }
    expect(await verify({ head: known })).toMatchObject({ ok: true })
  })

  // The form in which PostgreSQL reads rows back.
  const asJson = (rows: Record<string, unknown>[]) =>
    rows.map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([name, value]) => [
          name,
          value instanceof Buffer ? `\\x${value.toString('hex')}` : value,
        ]),
      ),
    )

  it('gets no record to open in the row of another one', async () => {
    await engine.record(workspaceId, 3)
    await query(
      `UPDATE audit_records SET (sealed, hash) = (SELECT sealed, hash FROM audit_records WHERE workspace_id = $1 AND seq = 1) WHERE ${at}`,
      workspaceId,
      3,
    )
    const { records } = await engine.log.list(workspaceId, {}, { pageSize: 50 })
    expect(records.map(({ record }) => record.seq)).toEqual([2, 1])
  })

  it('gets no record of another workspace to open in theirs', async () => {
    const victim = makeId()
    await engine.record(victim, 2)
    await engine.record(workspaceId, 2)
    await query(
      `UPDATE audit_records SET (sealed, hash) = (SELECT sealed, hash FROM audit_records WHERE workspace_id = $3 AND seq = $2) WHERE ${at}`,
      workspaceId,
      2,
      victim,
    )
    await query(
      `UPDATE audit_segments SET (master_key_id, wrapped_key) =
         (SELECT master_key_id, wrapped_key FROM audit_segments WHERE workspace_id = $2) WHERE workspace_id = $1`,
      workspaceId,
      victim,
    )
    expect((await engine.log.list(workspaceId, {}, { pageSize: 50 })).records).toEqual([])
    expect(await verify()).toMatchObject(problem('changed', 1))
  })

  it('is found to have cut off the last records, heads and all, by a head that was told', async () => {
    await engine.record(workspaceId, 3)
    const before = await query('SELECT * FROM audit_segments WHERE workspace_id = $1', workspaceId)
    const early = await headNow()
    await engine.record(workspaceId, 2)
    const late = await headNow()
    // A state that was once true, put back.
    await query('DELETE FROM audit_records WHERE workspace_id = $1 AND seq > 3', workspaceId)
    await query(
      'UPDATE audit_segments SET last_seq = 3, last_hash = $2, last_recorded_at = $3, wrapped_key = $4 WHERE workspace_id = $1',
      workspaceId,
      before[0].last_hash,
      before[0].last_recorded_at,
      before[0].wrapped_key,
    )
    await query(
      'UPDATE audit_chains SET head_seq = 3, head_hash = $2 WHERE workspace_id = $1',
      workspaceId,
      before[0].last_hash,
    )
    expect(await verify({ head: early })).toMatchObject({ ok: true })
    expect(await verify({ head: late })).toMatchObject(problem('truncated'))
    await engine.record(workspaceId, 2)
    expect(await verify({ head: late })).toMatchObject(problem('rewritten', 5))
  })
})
