import type { LinkSession } from './link-session.js'
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

  async markOpened(id: string, at: Date): Promise<void> {
    const session = this.#sessions.get(id)
    if (session?.openedAt === null) this.#sessions.set(id, { ...session, openedAt: at })
  }

  async expire(id: string, at: Date): Promise<void> {
    const session = this.#sessions.get(id)
    if (session !== undefined && session.expiresAt > at) this.#sessions.set(id, { ...session, expiresAt: at })
  }
}
