import type { DataSource, EntityManager } from 'typeorm'
import { inTransaction } from '../database/index.js'
import type { EraseEnded, EraseUser } from './user-history.port.js'

const usage = ['usage_events', 'usage_daily', 'usage_slots']

/** Erasing relay users in PostgreSQL. */
export class PostgresUserHistory {
  constructor(private readonly database: DataSource) {}

  readonly erase: EraseUser = async (userId) => {
    await inTransaction(this.database, async (tx) => {
      const sql = `UPDATE grants SET name = '', network = NULL, origins = NULL, providers = '{}'
                   WHERE id = $1 AND kind = 'user' AND state = 'revoked' RETURNING id`
      const [rows] = await tx.query<[unknown[], number]>(sql, [userId])
      if (rows.length > 0) await dropUsage(tx, userId)
    })
  }

  readonly eraseEnded: EraseEnded = async (before, limit) => {
    return inTransaction(this.database, async (tx) => {
      const [rows] = await tx.query<[{ id: string }[], number]>(
        `DELETE FROM grants WHERE id IN (
           SELECT id FROM grants WHERE kind = 'user' AND (
             state = 'revoked' AND projected_version >= version AND revoked_at <= $1 OR expires_at <= $1)
           LIMIT $2 FOR UPDATE SKIP LOCKED) RETURNING id`,
        [before, limit],
      )
      for (const { id } of rows) await dropUsage(tx, id)
      return rows.length
    })
  }
}

const dropUsage = async (tx: EntityManager, userId: string): Promise<void> => {
  for (const table of usage) await tx.query(`DELETE FROM ${table} WHERE owner_id = $1`, [userId])
}
