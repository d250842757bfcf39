import { DataSource } from 'typeorm'
import { rows } from '../rows.js'
import { migrations } from './migrations/index.js'

export interface DatabaseOptions {
  url: string
  /** Most connections of this process. */
  poolSize?: number
}

// A pool that waits for ever turns a database outage into requests that hang; a statement that runs for ever holds locks.
const CONNECT_TIMEOUT_MS = 3_000
const STATEMENT_TIMEOUT_MS = 10_000
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 15_000

/** A data source with our rows and migrations, not connected yet. The schema is never derived from the rows. */
export const openDatabase = ({ url, poolSize = 20 }: DatabaseOptions): DataSource =>
  new DataSource({
    type: 'postgres',
    url,
    entities: [...rows],
    migrations: [...migrations],
    migrationsTransactionMode: 'each',
    synchronize: false,
    migrationsRun: false,
    logging: false,
    poolSize,
    connectTimeoutMS: CONNECT_TIMEOUT_MS,
    applicationName: '1relay-control-plane',
    extra: {
      statement_timeout: STATEMENT_TIMEOUT_MS,
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
    },
  })
