import type { LinkSessionStore } from './link-session-store.port.js'
import type { LinkTokens } from './link-tokens.service.js'

const EVENTS_MAX = 50
// The page may have something to tell after the last moment at which it could approve.
const LATE_MS = 60 * 60_000

export interface LinkEventsParts {
  store: LinkSessionStore
  tokens: LinkTokens
  clock: () => Date
}

/** Keeps what the Link page tells about itself, for the developer of the app. */
export class LinkEvents {
  readonly #parts: LinkEventsParts

  constructor(parts: LinkEventsParts) {
    this.#parts = parts
  }

  /** Adds an event to the session of this link token; none to a session that is long over. */
  async add(linkToken: string, { name, errorCode }: { name: string; errorCode: string | null }): Promise<void> {
    const { store, tokens, clock } = this.#parts
    const session = await tokens.recognise(linkToken)
    const now = clock()
    if (now.getTime() > session.expiresAt.getTime() + LATE_MS) return
    await store.addEvent(session.id, { name, at: now.toISOString(), errorCode }, EVENTS_MAX)
  }
}
