import type { LinkSession } from './link-session.js'

/** What Link needs from storage. */
export interface LinkSessionStore {
  insert(session: LinkSession): Promise<void>
  find(id: string): Promise<LinkSession | undefined>
  /** Notes the first opening; later ones change nothing. */
  markOpened(id: string, at: Date): Promise<void>
  /** Ends the session at `at`, unless it ends earlier. */
  expire(id: string, at: Date): Promise<void>
}
