/**
 * The door for our own relay: cold grants, which usage is recorded, its public keys, and what it has to seal anew. Not part of the
 * public contract; its shapes are in contracts (`ColdGrantAnswer`, `UsageReceiptQuery`, `internal-api.ts`).
 *
 * Invariant: only who shows the internal secret is answered (data plane §4).
 */
export { ColdGrantsController } from './cold-grants.controller.js'
export { RelayKeyAnnouncementsController } from './relay-keys.controller.js'
export { ResealController } from './reseal.controller.js'
export { UsageReceiptsController } from './usage-receipts.controller.js'
