import { Accounts1763683200000 } from './1763683200000-accounts.js'

/** Every migration, in order. Released ones are never edited: a change is a new one. */
export const migrations = [Accounts1763683200000] as const
