/**
 * Counts: rate, concurrency and money of a grant, and money of its ledger, in one atomic step over all relays. It judges no scope (judge/) and knows no
 * prices (meter/): amounts come in as micro-dollars.
 *
 * Invariant: for every budget, at every instant, `spent + held <= cap`. Data-plane §1.5, §2, §3; contracts/redis-keyspace.md.
 */
export type {
  Admission,
  AdmissionRequest,
  AdmissionStore,
  BudgetLevel,
  Closing,
  Extending,
  Extension,
  HoldRef,
  LostHold,
  RateState,
  Settlement,
} from './admission.port.js'
export { bucketsAt } from './buckets.js'
export type { AdmissionScripts } from './scripts.js'
