import type { GrantProjection, LedgerTerms } from '@1relay/contracts'
import { type Grant, statusAt } from './grant.js'

const DAY_MS = 86_400_000

/** What relays may know of the grant and of the ledger's terms at `now`: everything they need while it is active, that it is dead otherwise. */
export const projectGrant = (grant: Grant, ledger: LedgerTerms, now: Date): GrantProjection => {
  const { id, version, ownerId: ledgerId, prefix, verifier, scope, limits } = grant
  if (statusAt(grant, now) !== 'active' || verifier === null) return { status: 'dead', id, version, ledgerId }
  const expiresAt = grant.expiresAt?.getTime() ?? null
  const [credentials, budgets] = [[...grant.credentials], [...grant.budgets]]
  const where = {
    ...(grant.network && { network: grant.network }),
    ...(grant.origins && { origins: [...grant.origins] }),
    ...(grant.recordsQuery && ({ recordsQuery: true } as const)),
  }
  const live = { status: 'live', id, version, prefix, verifier, ledgerId, ledger } as const
  return { ...live, expiresAt, credentials, scope, limits, budgets, ...where }
}

/** When Redis may forget it, in milliseconds since the epoch: a day after its end, so that no cached copy outlives it; null for never. */
export const forgetAt = (projection: GrantProjection, now: Date): number | null => {
  if (projection.status === 'dead') return now.getTime() + DAY_MS
  return projection.expiresAt === null ? null : projection.expiresAt + DAY_MS
}
