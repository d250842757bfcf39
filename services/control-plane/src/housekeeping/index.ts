/**
 * Housekeeping: once an hour, one process of the installation lets go of what nobody needs any more. Decides nothing about how
 * things are stored; each domain says how it forgets.
 *
 * Invariant: nothing that can still be used is touched, and a round that is broken off is finished by the next one.
 */
export { Housekeeping, type Chore } from './housekeeping.service.js'
