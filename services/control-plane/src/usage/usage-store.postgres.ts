import { hash } from 'node:crypto'
import type { DataSource, EntityManager } from 'typeorm'
import type { AuditInbox } from '../audit/index.js'
import { inTransaction, isDatabaseAway } from '../database/index.js'
import { Partitions } from './partitions.postgres.js'
import { auditedCalls } from './audited-calls.js'
import { INSERT_EVENTS, toRow } from './usage-insert.js'
import type { OwnedEvent, Reject, UsageStore } from './usage-store.port.js'

const PAYLOAD_MAX = 16_384

/** Usage in PostgreSQL. */
export class PostgresUsageStore implements UsageStore {
  readonly #partitions: Partitions

  constructor(
    private readonly database: DataSource,
    private readonly audit: Pick<AuditInbox, 'put'>,
  ) {
    this.#partitions = new Partitions(database)
  }

  async add(events: readonly OwnedEvent[]): Promise<string[]> {
    if (events.length === 0) return []
    const months = events.map(({ event }) => new Date(event.at))
    await this.prepare(months)
    try {
      return await this.#insert(events)
    } catch (error) {
      if (!isWithoutPartition(error)) throw error
      // The month was there, and retention has dropped it since.
      this.#partitions.forget()
      await this.prepare(months)
      return this.#insert(events)
    }
  }

  async #insert(events: readonly OwnedEvent[]): Promise<string[]> {
    const rows = JSON.stringify(events.map(toRow))
    return inTransaction(this.database, async (tx) => {
      const stored = await tx.query<{ requestId: string }[]>(INSERT_EVENTS, [rows])
      const ids = new Set(stored.map(({ requestId }) => requestId))
      await this.#audit(
        events.filter(({ event }) => ids.has(event.requestId)),
        tx,
      )
      return [...ids]
    })
  }

  async #audit(events: readonly OwnedEvent[], tx: EntityManager): Promise<void> {
    for (const [workspaceId, happenings] of auditedCalls(events)) await this.audit.put(workspaceId, happenings, tx)
  }

  async keepAside({ reason, payload, owned }: Reject, now: Date): Promise<void> {
    const kept = payload.replaceAll('\0', '\uFFFD').toWellFormed()
    const values = [hash('sha256', kept, 'base64url'), reason, kept.slice(0, PAYLOAD_MAX), now]
    await inTransaction(this.database, async (tx) => {
      const rows = await tx.query<unknown[]>(
        `INSERT INTO usage_rejects (digest, reason, payload, received_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT DO NOTHING RETURNING 1`,
        values,
      )
      if (rows.length > 0 && owned !== undefined) await this.#audit([owned], tx)
    })
  }

  async prepare(days: readonly Date[]): Promise<void> {
    await this.#partitions.ensure(days)
  }

  // 22…: a value that no column takes; 23…: one that a constraint refuses. Everything else is not the event's fault.
  isWorthRetrying(error: unknown): boolean {
    if (isDatabaseAway(error)) return true
    const code = (error as { code?: unknown } | null)?.code
    return typeof code !== 'string' || !/^2[23]/.test(code)
  }
}

const isWithoutPartition = (error: unknown): boolean =>
  (error as { code?: unknown }).code === '23514' && /no partition of relation/.test((error as Error).message)
