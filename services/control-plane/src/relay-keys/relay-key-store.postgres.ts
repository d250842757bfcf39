import type { RelayKeyAnnouncement, RelayPublicKey } from '@1relay/contracts'
import type { DataSource, EntityManager } from 'typeorm'
import { inTransaction, lockFor } from '../database/index.js'

const columns = 'key_id AS "keyId", public_key AS "publicKey"'

/** The public keys of relays in PostgreSQL. */
export class PostgresRelayKeyStore {
  constructor(private readonly database: DataSource) {}

  /** Puts these in the place of those announced before. A former one stays for as long as a protected key is sealed to it. */
  async replace({ keys, current }: RelayKeyAnnouncement, now: Date): Promise<void> {
    await inTransaction(this.database, async (tx) => {
      await lockFor(tx, 'relay-keys:all')
      await tx.query('UPDATE relay_keys SET is_announced = false, is_current = false')
      await tx.query(
        `INSERT INTO relay_keys (key_id, public_key, is_announced, is_current, announced_at)
         SELECT key_id, public_key, true, key_id = $3, $4 FROM unnest($1::text[], $2::text[]) AS k(key_id, public_key)
         ON CONFLICT (key_id) DO UPDATE
         SET public_key = excluded.public_key, is_announced = true, is_current = excluded.is_current, announced_at = $4`,
        [keys.map(({ keyId }) => keyId), keys.map(({ publicKey }) => publicKey), current, now],
      )
      await tx.query(
        `DELETE FROM relay_keys r WHERE NOT is_announced
         AND NOT EXISTS (SELECT FROM protected_keys p WHERE p.relay_key_id = r.key_id AND p.deleted_at IS NULL)`,
      )
    })
  }

  /** Those that relays have announced last, the current one first. */
  list(): Promise<(RelayPublicKey & { isCurrent: boolean })[]> {
    return this.database.query(
      `SELECT ${columns}, is_current AS "isCurrent" FROM relay_keys WHERE is_announced ORDER BY is_current DESC, key_id`,
    )
  }

  /** Whether relays have announced it, for the transaction that stores what is sealed to it. */
  async isAnnounced(keyId: string, tx: EntityManager): Promise<boolean> {
    const sql = 'SELECT FROM relay_keys WHERE key_id = $1 AND is_announced FOR SHARE'
    return (await tx.query<unknown[]>(sql, [keyId])).length > 0
  }
}
