import type { EntityManager } from 'typeorm'

/** A transaction that is under way. */
export type Transaction = EntityManager

/** Runs the work in one transaction; what fails in it is undone as a whole. It may run again after a deadlock. */
export type Transact = <T>(work: (tx: Transaction) => Promise<T>) => Promise<T>
