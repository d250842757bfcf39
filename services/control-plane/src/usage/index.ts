/**
 * Usage: takes the relay's events from the queue, keeps each exactly once, sums them by day, and answers what was spent by whom.
 * Prices nothing and refuses nothing: that has happened in the relay.
 *
 * Invariant: one row an event, whatever is delivered twice; the daily sums change in the same statement as the rows they sum;
 * what cannot be taken is kept aside, never dropped. Nobody reads another tenant's usage.
 *
 * Data plane §2 (nothing is lost), §4.
 */
export { PersonalUsage, type UsageOfDay } from './personal-usage.postgres.js'
export { PostgresUsageReceipts } from './receipts.postgres.js'
export { UsageRetention } from './usage-retention.postgres.js'
export { PostgresUsageSpend } from './spend.postgres.js'
export type { PresentedCall } from './present-call.js'
export type { UsageNews } from './usage-news.js'
export { UsageReports } from './usage-reports.service.js'
export type { UsageParty } from './usage-party.js'
export { UsageIntake } from './usage-intake.service.js'
