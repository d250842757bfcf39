/**
 * The audit of workspaces as it is kept: every call through a protected key and every change that somebody made, in one chain a
 * workspace, sealed at rest, as long as the plan says. Shows nothing: audit-log does. Personal accounts are not in it.
 *
 * Invariant: a record exists exactly if what it is about was committed; each is in its chain once; without `AUDIT_KEY` the database
 * says of no record who, from where or which path; what was pruned left a signed anchor.
 */
export { AdminAudit, type AdminEntry } from './admin-audit.service.js'
export { AuditAppender } from './audit-appender.postgres.js'
export type { ChainState, ChainStates } from './audit-chain.port.js'
export { AuditInbox, type Happening } from './audit-inbox.postgres.js'
export type { AuditReader, PlainFilter, ReadRecord, TimePlace } from './audit-reader.port.js'
export { PostgresAuditReader } from './audit-reader.postgres.js'
export { AuditRetention } from './audit-retention.postgres.js'
export { AuditSigner } from './audit-signer.postgres.js'
export { PostgresChainStates } from './chain-states.postgres.js'
export type { Linked, Place } from './link-records.js'
export { MasterKeys } from './master-keys.js'
export type { RetentionDays } from './retention.js'
