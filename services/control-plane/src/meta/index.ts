/**
 * What this installation says of itself: whether it serves, and its contract.
 *
 * Invariant: /healthz is green only after PostgreSQL and Redis have answered just now, and it always answers in time.
 */
export { Health, type Probe } from './health.service.js'
