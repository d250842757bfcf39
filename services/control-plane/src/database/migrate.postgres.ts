import type { DataSource } from 'typeorm'

// Any constant will do, as long as every process of this installation takes the same one.
const LOCK_KEY = 7_310_424_011

/**
 * Brings the schema up to date and gives the names of the migrations that ran. Several processes may start at once: one
 * migrates, the others wait for it. The lock lives in a session of its own, since each migration has its transaction.
 */
export const migrate = async (database: DataSource): Promise<string[]> => {
  const session = database.createQueryRunner()
  await session.connect()
  try {
    // A second process must be able to wait longer than one statement may take.
    await session.query('SET statement_timeout = 0')
    await session.query('SELECT pg_advisory_lock($1)', [LOCK_KEY])
    const ran = await database.runMigrations({ transaction: 'each' })
    return ran.map((migration) => migration.name)
  } finally {
    await session.query('SELECT pg_advisory_unlock($1)', [LOCK_KEY]).catch(() => undefined)
    await session.query('RESET statement_timeout').catch(() => undefined)
    await session.release()
  }
}
