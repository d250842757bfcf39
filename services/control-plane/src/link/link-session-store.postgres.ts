import { IsNull, MoreThan, type DataSource } from 'typeorm'
import type { LinkEvent, LinkSession } from './link-session.js'
import { LinkSessionRow } from './link-session.row.js'
import type { LinkSessionStore } from './link-session-store.port.js'

/** Link sessions in PostgreSQL. */
export class PostgresLinkSessionStore implements LinkSessionStore {
  constructor(private readonly database: DataSource) {}

  async insert({ requestedProviders, models, events, ...session }: LinkSession): Promise<void> {
    const lists = { requestedProviders: [...requestedProviders], models: models === null ? null : [...models] }
    await this.#rows.insert({ ...session, ...lists, events: [...events] })
  }

  async find(id: string): Promise<LinkSession | undefined> {
    return (await this.#rows.findOneBy({ id })) ?? undefined
  }

  async listOfApp(
    appId: string,
    { limit, after }: { limit: number; after?: { createdAt: Date; id: string } },
  ): Promise<LinkSession[]> {
    const query = this.#rows.createQueryBuilder('s').where('s.app_id = :appId', { appId })
    if (after !== undefined) query.andWhere('(s.created_at, s.id) < (:createdAt, :id)', after)
    return query.orderBy('s.createdAt', 'DESC').addOrderBy('s.id', 'DESC').limit(limit).getMany()
  }

  async markOpened(id: string, at: Date): Promise<void> {
    await this.#rows.update({ id, openedAt: IsNull() }, { openedAt: at })
  }

  async expire(id: string, at: Date): Promise<void> {
    await this.#rows.update({ id, expiresAt: MoreThan(at) }, { expiresAt: at })
  }

  async claim(id: string, at: Date): Promise<boolean> {
    const { affected } = await this.#rows.update({ id, usedAt: IsNull() }, { usedAt: at })
    return affected === 1
  }

  async release(id: string): Promise<void> {
    await this.#rows.update({ id }, { usedAt: null })
  }

  async dropExpired(before: Date, limit: number): Promise<number> {
    const [, count] = await this.database.query<[unknown[], number]>(
      'DELETE FROM link_sessions WHERE id IN (SELECT id FROM link_sessions WHERE expires_at < $1 LIMIT $2)',
      [before, limit],
    )
    return count
  }

  async addEvent(id: string, event: LinkEvent, eventsMax: number): Promise<void> {
    await this.database.query(
      'UPDATE link_sessions SET events = events || $2::jsonb WHERE id = $1 AND jsonb_array_length(events) < $3',
      [id, JSON.stringify(event), eventsMax],
    )
  }

  get #rows() {
    return this.database.getRepository(LinkSessionRow)
  }
}
