import type { LinkEvent, LinkSession } from './link-session.js'

/** What Link needs from storage. */
export interface LinkSessionStore {
  insert(session: LinkSession): Promise<void>
  find(id: string): Promise<LinkSession | undefined>
  /** Newest first. */
  listOfApp(
    appId: string,
    page: { limit: number; after?: { readonly createdAt: Date; readonly id: string } },
  ): Promise<LinkSession[]>
  /** Notes the first opening; later ones change nothing. */
  markOpened(id: string, at: Date): Promise<void>
  /** Ends the session at `at`, unless it ends earlier. */
  expire(id: string, at: Date): Promise<void>
  /** Uses the session up; MUST be true for one of concurrent calls only. */
  claim(id: string, at: Date): Promise<boolean>
  /** Takes a claim back, for what it was made for has not happened. */
  release(id: string): Promise<void>
  /** Deletes at most `limit` sessions that expired before then, and says how many. */
  dropExpired(before: Date, limit: number): Promise<number>
  /** MUST keep at most `eventsMax` events a session, the first ones. */
  addEvent(id: string, event: LinkEvent, eventsMax: number): Promise<void>
}
