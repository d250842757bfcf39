/**
 * A person's usage as it happens, as server-sent events: each call that was stored, and what it did to the budgets. Stores
 * nothing, counts nothing: a stream that breaks loses nothing that the reports do not have.
 *
 * Invariant: a stream shows the account of its session alone, and ends with that session; their number and what waits in them
 * are bounded.
 */
export { UsageStreams } from './usage-streams.service.js'
