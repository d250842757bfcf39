/**
 * Carries usage events to the control plane's queue, many to a job, over the local disk if the queue is away, and keeps copies
 * until they are recorded. It computes nothing.
 *
 * Invariant: an appended event is delivered at least once, or lies on disk and will be; consumers are idempotent by request id.
 * Data-plane §2, §4.
 */
export { BatchedUsageLog, type BatchedOptions } from './usage-log.batched.js'
export type {
  JournalPart,
  Named,
  Spool,
  UsageJournal,
  UsageLog,
  UsageReceipts,
  UsageSink,
  UsageSpool,
} from './usage-log.port.js'
