/**
 * Erases what is known of a relay user who has ended: app, pages, networks, usage. What stays is an empty row that catches calls which are
 * recorded late, until `EraseEnded` takes it. MUST leave a user alone who has not ended.
 */
export type EraseUser = (userId: string) => Promise<void>

/**
 * Deletes at most `limit` users who ended before then, with usage that came late, and gives how many those were. MUST leave those
 * whose end relays may not know.
 */
export type EraseEnded = (before: Date, limit: number) => Promise<number>
