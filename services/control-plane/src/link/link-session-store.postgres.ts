import { IsNull, MoreThan, type DataSource } from 'typeorm'
import type { LinkSession } from './link-session.js'
import { LinkSessionRow } from './link-session.row.js'
import type { LinkSessionStore } from './link-session-store.port.js'

/** Link sessions in PostgreSQL. */
export class PostgresLinkSessionStore implements LinkSessionStore {
  constructor(private readonly database: DataSource) {}

  async insert({ requestedProviders, models, ...session }: LinkSession): Promise<void> {
    const lists = { requestedProviders: [...requestedProviders], models: models === null ? null : [...models] }
    await this.#rows.insert({ ...session, ...lists })
  }

  async find(id: string): Promise<LinkSession | undefined> {
    return (await this.#rows.findOneBy({ id })) ?? undefined
  }

  async markOpened(id: string, at: Date): Promise<void> {
    await this.#rows.update({ id, openedAt: IsNull() }, { openedAt: at })
  }

  async expire(id: string, at: Date): Promise<void> {
    await this.#rows.update({ id, expiresAt: MoreThan(at) }, { expiresAt: at })
  }

  get #rows() {
    return this.database.getRepository(LinkSessionRow)
  }
}
