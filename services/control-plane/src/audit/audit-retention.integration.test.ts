import { randomBytes } from 'node:crypto'
import { parseHead, verifyChain } from '@1relay/audit'
import { makeId } from '@1relay/vault'
import type { DataSource } from 'typeorm'
import { openDatabase } from '../database/index.js'
import { AuditEngine, someCall } from '../testing/audit-engine.testing.js'
import { createTestDatabase, type TestDatabase } from '../testing/database.testing.js'

const secret = randomBytes(32)
let testDatabase: TestDatabase
let database: DataSource
let engine: AuditEngine
let workspaceId: string

beforeEach(async () => {
  testDatabase = await createTestDatabase()
  database = await openDatabase({ url: testDatabase.url, poolSize: 5 }).initialize()
  engine = new AuditEngine(database, [secret])
  workspaceId = makeId()
})
afterEach(async () => {
  await database.destroy()
  await testDatabase.drop()
})

const query = (sql: string, ...values: unknown[]) => database.query(sql, values)
const prune = (limit = 500) => engine.retention.prune(engine.now, limit)
const verify = async () => verifyChain(await engine.chain(workspaceId))
const partitions = async (): Promise<string[]> =>
  (
    await query(
      "SELECT relname AS name FROM pg_partition_tree('audit_records') t JOIN pg_class c ON c.oid = t.relid WHERE isleaf ORDER BY 1",
    )
  ).map(({ name }: { name: string }) => name)
const segments = () =>
  query(
    'SELECT first_seq::int AS first, last_seq::int AS last, partition, pruned_at IS NOT NULL AS pruned, wrapped_key FROM audit_segments WHERE workspace_id = $1 ORDER BY first_seq',
    workspaceId,
  )

describe('pruning', () => {
  it.each([
    [7, 1],
    [30, 1],
    [90, 7],
    [365, 30],
  ] as const)(
    'keeps records of %i days for as long, and at most %i days more, and drops their partition',
    async (days, width) => {
      engine.plans.set(workspaceId, days)
      await engine.record(workspaceId, 3)
      const [name] = await partitions()
      engine.wait(days)
      expect(await prune()).toBe(0)
      expect(await verify()).toMatchObject({ ok: true, records: 3, pruned: 0 })
      engine.wait(width)
      expect(await prune()).toBe(1)
      expect(await partitions()).not.toContain(name)
      expect(await verify()).toMatchObject({ ok: true, records: 0, pruned: 3, head: { seq: 3 } })
      expect(await segments()).toMatchObject([{ first: 1, last: 3, pruned: true, wrapped_key: null }])
    },
  )

  it('day after day is no tampering, leaves one anchor, and the chain goes on', async () => {
    engine.plans.set(workspaceId, 7)
    for (let day = 0; day < 12; day++) {
      await engine.record(workspaceId, 2)
      engine.wait(1)
      await prune()
    }
    const lines = await engine.chain(workspaceId)
    const result = await verifyChain(lines, { publicKey: await engine.signer.publicKey() })
    expect(result).toMatchObject({ ok: true, records: 14, pruned: 10, isKeyExpected: true, head: { seq: 24 } })
    expect((JSON.parse(lines[0] ?? '') as { anchors: unknown[] }).anchors).toHaveLength(1)
  })

  it('follows the plan that was in force when a record was made: the middle of a chain may go first', async () => {
    engine.plans.set(workspaceId, 365)
    await engine.record(workspaceId, 2)
    engine.plans.set(workspaceId, 7)
    await engine.record(workspaceId, 3)
    engine.plans.set(workspaceId, 365)
    await engine.record(workspaceId, 4)
    engine.plans.set(workspaceId, 7)
    await engine.record(workspaceId, 1)
    engine.wait(9)
    expect(await prune()).toBe(2)
    expect(await verify()).toMatchObject({ ok: true, records: 6, pruned: 4, head: { seq: 10 } })
    engine.wait(400)
    expect(await prune()).toBe(2)
    expect(await verify()).toMatchObject({ ok: true, records: 0, pruned: 10 })
    expect(await segments()).toMatchObject([{ first: 1, last: 10, pruned: true }])
  })

  it('goes on where it was broken off, and shows nothing of what is half gone', async () => {
    const ids = [workspaceId, makeId(), makeId()]
    for (const id of ids) await engine.record(id, 2)
    engine.wait(9)
    expect(await prune(2)).toBe(2)
    expect(await partitions()).toHaveLength(1)
    const left = await Promise.all(ids.map((id) => engine.log.list(id, {}, { pageSize: 9 })))
    expect(left.map(({ records }) => records.length).sort()).toEqual([0, 0, 2])
    for (const id of ids) expect(await verifyChain(await engine.chain(id))).toMatchObject({ ok: true })
    expect(await prune(2)).toBe(1)
    expect(await partitions()).toHaveLength(0)
  })

  it('makes room again for what is recorded late', async () => {
    await engine.record(workspaceId, 1)
    const made = engine.now
    engine.wait(9)
    await prune()
    engine.now = made
    await engine.put(workspaceId, someCall())
    expect(await engine.appender.append(workspaceId)).toBe(1)
    expect(await verify()).toMatchObject({ ok: true, records: 1, pruned: 1 })
  })

  it('keeps the last records of a workspace that is gone as long as those before', async () => {
    engine.plans.set(workspaceId, 365)
    await engine.record(workspaceId, 1)
    engine.plans.delete(workspaceId)
    await engine.record(workspaceId, 1)
    engine.wait(300)
    await prune()
    expect(await verify()).toMatchObject({ ok: true, records: 2 })
  })
})

describe('whoever writes to the database', () => {
  const forged = { ok: false, problem: { kind: 'forged_anchor' } }

  it('has no anchor signed for fresh records by moving them into a time that is over', async () => {
    await engine.record(workspaceId, 2)
    engine.wait(9)
    await engine.record(workspaceId, 3)
    const [old] = await segments()
    await query('UPDATE audit_segments SET partition = $2 WHERE workspace_id = $1', workspaceId, old.partition)
    await query('DELETE FROM audit_records WHERE workspace_id = $1', workspaceId)
    await prune()
    expect(engine.warnings).toEqual([{ workspaceId, firstSeq: 3 }])
    expect(await verify()).toMatchObject({ ...forged, problem: { seq: 3 } })
  })

  it('has no anchor signed for fresh records by stretching an old run over them', async () => {
    await engine.record(workspaceId, 2)
    engine.wait(9)
    await engine.record(workspaceId, 3)
    const [head] = await query('SELECT head_hash FROM audit_chains WHERE workspace_id = $1', workspaceId)
    await query('DELETE FROM audit_records WHERE workspace_id = $1 AND seq > 2', workspaceId)
    await query('DELETE FROM audit_segments WHERE workspace_id = $1 AND first_seq = 3', workspaceId)
    await query(
      'UPDATE audit_segments SET last_seq = 5, last_hash = $2 WHERE workspace_id = $1',
      workspaceId,
      head.head_hash,
    )
    await prune()
    expect(engine.warnings).toEqual([{ workspaceId, firstSeq: 1 }])
    expect(await verify()).toMatchObject(forged)
  })

  it('has no forged anchor made a true one by the pruning of its neighbour', async () => {
    await engine.record(workspaceId, 2)
    engine.wait(9)
    await prune()
    await engine.record(workspaceId, 3)
    // What was pruned is said to be more, or other, than it was.
    await query(
      "UPDATE audit_segments SET previous_hash = sha256('x') WHERE workspace_id = $1 AND first_seq = 1",
      workspaceId,
    )
    engine.wait(9)
    await prune()
    expect(await segments()).toHaveLength(2)
    expect(await verify()).toMatchObject({ ...forged, problem: { seq: 1 } })
  })
})

describe('a new AUDIT_KEY', () => {
  it('takes over everything that is kept, after which the former one can go, and the signature stays the same', async () => {
    const next = randomBytes(32)
    await engine.record(workspaceId, 3)
    const publicKey = await engine.signer.publicKey()
    engine = new AuditEngine(database, [next, secret])
    expect(await verify()).toMatchObject({ ok: true, records: 3, publicKey })
    expect(await engine.retention.rewrap(500)).toBe(1)
    expect(await engine.retention.rewrap(500)).toBe(0)
    engine = new AuditEngine(database, [next])
    await engine.record(workspaceId, 2)
    expect(await verify()).toMatchObject({ ok: true, records: 5, publicKey })
    engine = new AuditEngine(database, [secret])
    await expect(engine.signer.publicKey()).rejects.toThrow('AUDIT_KEY')
  })

  it('that came without the former one prunes nothing until that is back', async () => {
    await engine.record(workspaceId, 1)
    const { now } = engine
    engine = new AuditEngine(database, [randomBytes(32)])
    engine.now = new Date(now.getTime() + 9 * 86_400_000)
    await expect(prune()).rejects.toThrow('AUDIT_KEY')
    expect(await partitions()).toHaveLength(1)
    engine = new AuditEngine(database, [randomBytes(32), secret])
    engine.now = new Date(now.getTime() + 9 * 86_400_000)
    expect(await prune()).toBe(1)
    expect(await verify()).toMatchObject({ ok: true, pruned: 1 })
  })

  it('has every process sign with one key, whichever was first', async () => {
    const signers = [1, 2, 3].map(() => new AuditEngine(database, [secret]).signer)
    const keys = await Promise.all(signers.map((signer) => signer.publicKey()))
    expect(new Set(keys).size).toBe(1)
    const head = await signers[0]!.signHead({
      workspaceId,
      seq: 1,
      hash: 'A'.repeat(43),
      recordedAt: engine.now.toISOString(),
    })
    expect(parseHead(JSON.stringify(head))).toMatchObject({ publicKey: keys[0] })
  })
})
