import { type DataSource, LessThanOrEqual } from 'typeorm'
import { inTransaction } from '../database/index.js'
import type { MagicLinkStore, StoredMagicLink } from './magic-link-store.port.js'
import { MagicLinkRow } from './magic-link.row.js'

/** Magic links in PostgreSQL. */
export class PostgresMagicLinkStore implements MagicLinkStore {
  constructor(private readonly database: DataSource) {}

  async add(link: StoredMagicLink): Promise<void> {
    const links = this.database.getRepository(MagicLinkRow)
    await links.delete({ expiresAt: LessThanOrEqual(link.createdAt) })
    await links.insert({ ...link })
  }

  async find(id: string): Promise<StoredMagicLink | undefined> {
    return (await this.database.getRepository(MagicLinkRow).findOneBy({ id })) ?? undefined
  }

  async use({ id, email }: StoredMagicLink): Promise<boolean> {
    return inTransaction(this.database, async (tx) => {
      const { affected } = await tx.delete(MagicLinkRow, { id })
      if (affected !== 1) return false
      await tx.delete(MagicLinkRow, { email })
      return true
    })
  }
}
