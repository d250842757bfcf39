/**
 * The way to PostgreSQL: one pool, transactions, and migrations under an advisory lock. Knows no table but TypeORM's own
 * list of migrations; each domain's rows and queries live in its store.
 *
 * Invariant: the schema changes by migrations alone, which are listed in migrations/index.ts and never edited once released.
 */
export { openDatabase, type DatabaseOptions } from './data-source.postgres.js'
export { migrate } from './migrate.postgres.js'
export { inTransaction, lockFor } from './transaction.postgres.js'
export { isAccountGone, isDatabaseAway, isUniqueViolation, isWorkspaceGone } from './database-errors.js'
export { deriveRowKey, openRow, sealRow } from './row-seal.js'
