/**
 * Usage: takes the relay's events from the queue, keeps each exactly once, and sums them by day and by quarter of an hour.
 * Prices nothing and refuses nothing: that has happened in the relay. Shows nothing: usage-reports does.
 *
 * Invariant: one row an event, whatever is delivered twice; the sums change in the same statement as the rows they sum; what
 * cannot be taken is kept aside, never dropped.
 *
 * Data plane §2 (nothing is lost), §4.
 */
export { PersonalUsage, type UsageOfDay } from './personal-usage.postgres.js'
export { PostgresUsageReceipts } from './receipts.postgres.js'
export { UsageRetention } from './usage-retention.postgres.js'
export { PostgresUsageSpend } from './spend.postgres.js'
export type { UsageNews } from './usage-news.js'
export { UsageIntake } from './usage-intake.service.js'
