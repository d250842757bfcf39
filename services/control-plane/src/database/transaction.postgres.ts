import type { DataSource, EntityManager } from 'typeorm'
import { isWorthRetrying } from './database-errors.js'

const ATTEMPTS_MAX = 3

/**
 * Runs `work` in one transaction (read committed) and gives its result; an exception rolls back and is passed on.
 * Deadlocks and serialisation failures are tried again, so `work` must touch nothing but the database.
 */
export const inTransaction = async <T>(
  database: DataSource | EntityManager,
  work: (manager: EntityManager) => Promise<T>,
): Promise<T> => {
  for (let attempt = 1; ; attempt++) {
    try {
      return await database.transaction(work)
    } catch (error) {
      if (attempt >= ATTEMPTS_MAX || !isWorthRetrying(error)) throw error
    }
  }
}

/**
 * Lets one transaction at a time pass for this subject, until it ends: for rules over many rows, such as "at most 200",
 * which no constraint can say. Subject: `<what>:<id>`.
 */
export const lockFor = async (manager: EntityManager, subject: string): Promise<void> => {
  await manager.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [subject])
}
