/**
 * The audit of workspaces: every call through a protected key and every change that somebody made, in one chain a workspace, sealed
 * at rest, kept as long as the plan says. Decides nothing and prices nothing; personal accounts are not in it.
 *
 * Invariant: a record exists exactly if what it is about was committed; each is in its chain once; without `AUDIT_KEY` the database
 * says of no record who, from where or which path; what was pruned left a signed anchor.
 */
export { AdminAudit, type AdminEntry } from './admin-audit.service.js'
export { AuditAppender } from './audit-appender.postgres.js'
export { AuditInbox, type Happening } from './audit-inbox.postgres.js'
export { AuditRetention } from './audit-retention.postgres.js'
export { HeadMails } from './head-mails.service.js'
