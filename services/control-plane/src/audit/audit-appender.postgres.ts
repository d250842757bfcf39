import { randomBytes } from 'node:crypto'
import { CHAIN_START } from '@1relay/audit'
import type { DataSource, EntityManager } from 'typeorm'
import { inTransaction } from '../database/index.js'
import { AuditPartitions, isWithoutPartition } from './audit-partitions.postgres.js'
import { type Draft, inboxPlace, readDrafts } from './drafts.js'
import { type Linked, linkRecords, type Place } from './link-records.js'
import type { MasterKeys } from './master-keys.js'
import { insertRecords } from './record-rows.postgres.js'
import { type Partition, parsePartition, partitionAt, type RetentionDays } from './retention.js'
import type { Segment } from './segment.js'
import { keyOf, lastSegmentOf, saveSegment } from './segments.postgres.js'

export interface AuditAppenderParts {
  database: DataSource
  keys: MasterKeys
  /** How long new records of a workspace are kept; undefined if it is gone. */
  findRetention: (workspaceId: string) => Promise<RetentionDays | undefined>
  clock: () => Date
}

// A letter has at most the 100 events of a job: a transaction appends 5000 records at most.
const LETTERS_AT_ONCE = 50
const WORKSPACES_AT_ONCE = 100
const ATTEMPTS = 3
const SHORTEST: RetentionDays = 7

interface Letter {
  readonly id: string
  readonly records: number
  readonly sealed: Buffer
}

interface Batch {
  readonly workspaceId: string
  readonly head: Place
  readonly linked: readonly Linked[]
  readonly days: RetentionDays
}

type Start = Pick<Segment, 'workspaceId' | 'firstSeq' | 'previousHash' | 'partition'> & { readonly key: Buffer }

/** Appends what waits in the inbox to the chains: one transaction at a time for a workspace, any number for different ones. */
export class AuditAppender {
  readonly #parts: AuditAppenderParts
  readonly #partitions: AuditPartitions

  constructor(parts: AuditAppenderParts) {
    this.#parts = parts
    this.#partitions = new AuditPartitions(parts.database)
  }

  /** Appends everything that was waiting for this workspace when it was called; gives how many records that were. */
  async append(workspaceId: string): Promise<number> {
    let total = 0
    for (;;) {
      const { records, letters } = await this.#appendSome(workspaceId)
      total += records
      if (letters < LETTERS_AT_ONCE) return total
    }
  }

  /** Appends what waits, of every workspace. A workspace that fails does not hold the others up; rejects at the end if one did. */
  async appendAll(): Promise<void> {
    const failures: unknown[] = []
    for (let after = ''; ;) {
      const rows = await this.#parts.database.query<{ id: string }[]>(
        'SELECT DISTINCT workspace_id AS id FROM audit_inbox WHERE workspace_id > $1 ORDER BY 1 LIMIT $2',
        [after, WORKSPACES_AT_ONCE],
      )
      for (const { id } of rows) await this.append(id).catch((error: unknown) => failures.push(error))
      if (rows.length < WORKSPACES_AT_ONCE) break
      after = rows.at(-1)?.id ?? after
    }
    if (failures.length > 0) throw new AggregateError(failures, 'records could not be appended')
  }

  async #appendSome(workspaceId: string): Promise<{ records: number; letters: number }> {
    const waiting = 'SELECT 1 FROM audit_inbox WHERE workspace_id = $1 LIMIT 1'
    const isIdle = (await this.#parts.database.query<unknown[]>(waiting, [workspaceId])).length === 0
    if (isIdle) return { records: 0, letters: 0 }
    const days = await this.#retention(workspaceId)
    for (let attempt = 1; ; attempt++) {
      // Made before the transaction: what makes a partition must not wait for whoever appends, nor the other way round.
      await this.#partitions.ensure(partitionAt(days, await this.#nextMoment(workspaceId)))
      try {
        return await inTransaction(this.#parts.database, (tx) => this.#appendIn(tx, workspaceId, days))
      } catch (error) {
        if (attempt >= ATTEMPTS || !isWithoutPartition(error)) throw error
        this.#partitions.forget()
      }
    }
  }

  async #appendIn(tx: EntityManager, workspaceId: string, days: RetentionDays) {
    const head = await lockHead(tx, workspaceId)
    const letters = await takeLetters(tx, workspaceId)
    if (letters.length === 0) return { records: 0, letters: 0 }
    const drafts = letters.flatMap((letter) => this.#open(workspaceId, letter))
    const linked = linkRecords(workspaceId, head, drafts, this.#parts.clock())
    await this.#store(tx, { workspaceId, head, linked, days })
    return { records: linked.length, letters: letters.length }
  }

  async #store(tx: EntityManager, batch: Batch): Promise<void> {
    const { workspaceId, head, linked, days } = batch
    const last = linked.at(-1)
    if (last === undefined) return
    const lastRecordedAt = new Date(last.record.recordedAt)
    const partition = partitionAt(days, lastRecordedAt)
    const { key, ...first } = await this.#segmentFor(tx, workspaceId, head, partition)
    await saveSegment(
      tx,
      this.#parts.keys,
      { ...first, lastSeq: last.record.seq, lastHash: last.hash, lastRecordedAt },
      key,
    )
    await insertRecords(tx, linked, { key, days })
    await tx.query('UPDATE audit_chains SET head_seq = $2, head_hash = $3, recorded_at = $4 WHERE workspace_id = $1', [
      workspaceId,
      last.record.seq,
      Buffer.from(last.hash, 'base64url'),
      lastRecordedAt,
    ])
  }

  /** The segment that the head ends, if it is in the same partition; else a new one behind the head. */
  async #segmentFor(tx: EntityManager, workspaceId: string, head: Place, { name }: Partition): Promise<Start> {
    const last = await lastSegmentOf(tx, workspaceId)
    if (last?.partition === name && last.lastSeq === head.seq && last.lastHash === head.hash) {
      const key = keyOf(this.#parts.keys, last)
      if (key !== undefined) {
        const { firstSeq, previousHash } = last
        return { workspaceId, firstSeq, previousHash, partition: name, key }
      }
    }
    return { workspaceId, firstSeq: head.seq + 1, previousHash: head.hash, partition: name, key: randomBytes(32) }
  }

  // A workspace that is gone has no plan any more: its last records are kept for as long as the ones before.
  async #retention(workspaceId: string): Promise<RetentionDays> {
    const found = await this.#parts.findRetention(workspaceId)
    if (found !== undefined) return found
    const last = await lastSegmentOf(this.#parts.database, workspaceId)
    return (last && parsePartition(last.partition)?.days) ?? SHORTEST
  }

  // Not before the head, which a clock ahead of ours may have set.
  async #nextMoment(workspaceId: string): Promise<Date> {
    const [row] = await this.#parts.database.query<{ recorded_at: Date }[]>(
      'SELECT recorded_at FROM audit_chains WHERE workspace_id = $1',
      [workspaceId],
    )
    return new Date(Math.max(this.#parts.clock().getTime(), row?.recorded_at.getTime() ?? 0))
  }

  #open(workspaceId: string, { id, records, sealed }: Letter): Draft[] {
    const { keys, clock } = this.#parts
    const text = keys.openOnce(sealed, inboxPlace(workspaceId))
    if (text !== undefined) return readDrafts(text)
    // Its key may come back; a letter that somebody changed never opens, and must not hold up those behind it.
    if (!keys.knowsOnce(sealed))
      throw new Error(`letter ${id} of the audit is sealed under a key that is not in AUDIT_KEY`)
    return [unreadable(records, clock())]
  }
}

// Until the transaction ends, this chain is nobody else's.
const lockHead = async (tx: EntityManager, workspaceId: string): Promise<Place> => {
  await tx.query(
    `INSERT INTO audit_chains (workspace_id, head_seq, head_hash, recorded_at) VALUES ($1, 0, $2, 'epoch')
     ON CONFLICT (workspace_id) DO NOTHING`,
    [workspaceId, Buffer.from(CHAIN_START, 'base64url')],
  )
  const [row] = await tx.query<{ head_seq: string; head_hash: Buffer; recorded_at: Date }[]>(
    'SELECT head_seq, head_hash, recorded_at FROM audit_chains WHERE workspace_id = $1 FOR UPDATE',
    [workspaceId],
  )
  if (row === undefined) throw new Error('a chain went away while it was locked')
  return { seq: Number(row.head_seq), hash: row.head_hash.toString('base64url'), recordedAt: row.recorded_at }
}

const takeLetters = async (tx: EntityManager, workspaceId: string): Promise<Letter[]> => {
  const [letters] = await tx.query<[Letter[], number]>(
    `DELETE FROM audit_inbox WHERE id IN (SELECT id FROM audit_inbox WHERE workspace_id = $1 ORDER BY id LIMIT $2)
     RETURNING id, records, sealed`,
    [workspaceId, LETTERS_AT_ONCE],
  )
  return letters.sort((a, b) => Number(BigInt(a.id) - BigInt(b.id)))
}

const unreadable = (records: number, now: Date): Draft => ({
  at: now.toISOString(),
  nonce: randomBytes(16).toString('base64url'),
  kind: 'admin',
  act: {
    actor: { type: 'system', id: '', label: '1Relay' },
    action: 'audit.letter_unreadable',
    subject: { type: 'audit', id: '', label: 'Records that somebody changed before they were in the chain' },
    metadata: { records },
    ip: null,
    userAgent: null,
  },
})
