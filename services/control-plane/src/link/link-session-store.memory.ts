import type { LinkEvent, LinkSession } from './link-session.js'
import type { LinkSessionStore } from './link-session-store.port.js'

/** Link sessions in this process. */
export class MemoryLinkSessionStore implements LinkSessionStore {
  readonly #sessions = new Map<string, LinkSession>()

  async insert(session: LinkSession): Promise<void> {
    this.#sessions.set(session.id, session)
  }

  async find(id: string): Promise<LinkSession | undefined> {
    return this.#sessions.get(id)
  }

  async listOfApp(
    appId: string,
    { limit, after }: { limit: number; after?: { createdAt: Date; id: string } },
  ): Promise<LinkSession[]> {
    const theirs = [...this.#sessions.values()].filter((session) => session.appId === appId).sort(byAge)
    return theirs.filter((session) => after === undefined || byAge(session, after) > 0).slice(0, limit)
  }

  async markOpened(id: string, at: Date): Promise<void> {
    if (this.#sessions.get(id)?.openedAt === null) this.#change(id, { openedAt: at })
  }

  async expire(id: string, at: Date): Promise<void> {
    const session = this.#sessions.get(id)
    if (session !== undefined && session.expiresAt > at) this.#change(id, { expiresAt: at })
  }

  async claim(id: string, at: Date): Promise<boolean> {
    if (this.#sessions.get(id)?.usedAt !== null) return false
    this.#change(id, { usedAt: at })
    return true
  }

  async release(id: string): Promise<void> {
    this.#change(id, { usedAt: null })
  }

  async dropExpired(before: Date, limit: number): Promise<number> {
    const over = [...this.#sessions.values()].filter(({ expiresAt }) => expiresAt < before).slice(0, limit)
    for (const { id } of over) this.#sessions.delete(id)
    return over.length
  }

  async addEvent(id: string, event: LinkEvent, eventsMax: number): Promise<void> {
    const { events = [] } = this.#sessions.get(id) ?? {}
    if (events.length < eventsMax) this.#change(id, { events: [...events, event] })
  }

  #change(id: string, change: Partial<LinkSession>): void {
    const session = this.#sessions.get(id)
    if (session !== undefined) this.#sessions.set(id, { ...session, ...change })
  }
}

type Age = Pick<LinkSession, 'createdAt' | 'id'>

const byAge = (a: Age, b: Age): number =>
  b.createdAt.getTime() - a.createdAt.getTime() || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0)
