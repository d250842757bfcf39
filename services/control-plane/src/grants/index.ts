/**
 * Grants: who may call which upstreams, within which scope, limits and budgets, until when; and ledgers: what all grants of an
 * owner may spend together. An owner is an account (Link, bot tokens, key checks), a workspace (disposable
 * keys) or a relay user. Every front door makes its grants here, and nobody else writes the projection that relays read. Opens no credential and admits
 * no request: the first needs a token, the second is the relay's.
 *
 * Invariant: once a change has answered, Redis has it, and an older version never overwrites a newer one. A change that
 * PostgreSQL has and Redis has not is kept as unprojected and written as soon as Redis is back.
 *
 * Protocol §1, §3; data plane §2, §3.
 */
export {
  makeGrant,
  revokeGrant,
  statusAt,
  type Exchange,
  type Grant,
  type GrantKind,
  type GrantStatus,
  type Terms,
} from './grant.js'
export { Grants, type GrantsParts } from './grants.service.js'
export { Ledgers, type LedgersParts } from './ledgers.service.js'
export type { FindLedgerSpend, FindSpend, Spend } from './spend.port.js'
export { bucketsAt, dayOf, periodStartsAt, resetsAt, type PeriodStarts } from './periods.js'
export { presentBudgets, type SpentBudget } from './spent-budgets.js'
export { checkBudgets, checkCredentials, isSealedShape, labelsOf, providerOf, type SealedInput } from './terms.js'
export { type Additions, extendGrant, resealGrant, type ResealOutcome } from './reseal.js'
export type { HeldKey, StoredGrant } from './grant-store.port.js'
export { cutPage, placeOf } from './grant-place.js'
export { parseCursor, formatCursor } from './page-cursor.js'
