/**
 * The door for our own relay: cold grants, and which usage is recorded. Not part of the public contract; its shapes are
 * `ColdGrantAnswer`, `UsageReceiptQuery` and `UsageReceiptAnswer` of contracts.
 *
 * Invariant: only who shows the internal secret is answered (data plane §4).
 */
export { ColdGrantsController } from './cold-grants.controller.js'
export { UsageReceiptsController } from './usage-receipts.controller.js'
