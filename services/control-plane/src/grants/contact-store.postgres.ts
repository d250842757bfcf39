import type { DataSource } from 'typeorm'
import type { ContactStore, RedisContact } from './contact-store.port.js'

/** The last contact with Redis in PostgreSQL. */
export class PostgresContactStore implements ContactStore {
  constructor(private readonly database: DataSource) {}

  async find(): Promise<RedisContact | undefined> {
    const [row] = await this.database.query<RedisContact[]>('SELECT servers, at FROM redis_contact')
    return row
  }

  async save({ servers, at }: RedisContact): Promise<void> {
    await this.database.query(
      'INSERT INTO redis_contact (servers, at) VALUES ($1, $2) ON CONFLICT (is_only) DO UPDATE SET servers = $1, at = $2',
      [servers, at],
    )
  }
}
