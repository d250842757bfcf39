/**
 * The keyspace that control plane and relay share. `{…}` is the hash tag: everything that one admission touches
 * lives in one slot of a Redis Cluster. See ../redis-keyspace.md for fields, writers and lifetimes.
 */
export const redisKeys = {
  /** String: GrantProjection as JSON. */
  grant: (grantId: string): string => `1r:grant:${grantId}`,
  /** Hash: version, rate limiter and money of one grant. */
  state: (ledgerId: string, grantId: string): string => `1r:{${ledgerId}}:state:${grantId}`,
  /** Hash: what all grants of the ledger may spend together, and what they have spent. */
  money: (ledgerId: string): string => `1r:{${ledgerId}}:money`,
  /** Sorted set: open request ids of one grant by deadline in milliseconds. */
  open: (ledgerId: string, grantId: string): string => `1r:{${ledgerId}}:open:${grantId}`,
  /** Hash: request id → Hold as JSON, for every open hold of the ledger. */
  holds: (ledgerId: string): string => `1r:{${ledgerId}}:holds`,
  /** Sorted set: request ids of the ledger by when a reaper looks at them, ms: a hold's deadline, then that of its event. */
  due: (ledgerId: string): string => `1r:{${ledgerId}}:due`,
  /** Hash: request id → `UsageEvent` as JSON, from settlement until the usage queue has it. */
  outbox: (ledgerId: string): string => `1r:{${ledgerId}}:outbox`,
  /** String: the request was closed by a reaper or by a retried settlement; whoever comes later does nothing. */
  taken: (ledgerId: string, requestId: string): string => `1r:{${ledgerId}}:taken:${requestId}`,
  /** Sorted set: ledgers that may have something due, by when they were last named, ms. */
  ledgers: '1r:ledgers',
  /** String: what was counted of one client address within a minute or an hour, `what` saying of what; both services add to it. */
  address: (what: string, address: string): string => `1r:address:${what}:${address}`,
  /** String: names what Redis remembers from, over all ledgers; gone with a flush. */
  memory: '1r:memory',
  /** String: held by the relay that reaps right now. */
  reaper: '1r:reaper',
  /** Pub/sub: `GrantChange` as JSON, so that relays drop what they cached and cut streams of a revoked grant. */
  grantChanges: '1r:grant-changes',
} as const

/** Sent after the projection is written; a hint for speed, never the thing that makes revocation safe. */
export interface GrantChange {
  grantId: string
  version: number
  status: 'live' | 'dead'
}
