import { type Grant, type Grants, presentBudgets, type SpentBudget, statusAt } from '../grants/index.js'
import type { DisposableKey } from './disposable-key.js'
import type { KeyStatus } from './disposable-key-store.postgres.js'

/** A key with its grant, and how it fares. */
export interface SeenKey {
  readonly key: DisposableKey
  readonly grant: Grant
  readonly status: KeyStatus
  readonly budgets: readonly SpentBudget[]
  /** How many calls are recorded, allowed and refused. */
  readonly requests: number
}

export interface Looking {
  grants: Pick<Grants, 'findMany' | 'spendOf' | 'heldOf'>
  store: { requestsOf(ids: readonly string[]): Promise<ReadonlyMap<string, number>> }
  clock: () => Date
}

/** These keys as people see them; `known` spares a look at grants that the caller has. */
export const seeKeys = async (
  keys: readonly DisposableKey[],
  { grants, store, clock }: Looking,
  known?: readonly Grant[],
): Promise<SeenKey[]> => {
  const ids = keys.map(({ id }) => id)
  const found = known ?? (await grants.findMany(ids))
  const capped = found.filter(({ budgets }) => budgets.length > 0)
  const [spends, helds, requests] = await Promise.all([
    capped.length === 0 ? undefined : grants.spendOf(capped),
    capped.length === 0 ? undefined : grants.heldOf(capped),
    ids.length === 0 ? undefined : store.requestsOf(ids),
  ])
  const [byId, now] = [new Map(found.map((grant) => [grant.id, grant])), clock()]
  return keys.flatMap((key) => {
    const grant = byId.get(key.id)
    if (grant === undefined) return []
    const spend = spends?.get(key.id)
    const budgets = spend === undefined ? [] : presentBudgets(grant, spend, now, helds?.get(key.id))
    return [{ key, grant, status: keyStatusAt(grant, now), budgets, requests: requests?.get(key.id) ?? 0 }]
  })
}

// Keys are made with their verifier, so none is ever pending.
const keyStatusAt = (grant: Grant, now: Date): KeyStatus => {
  const status = statusAt(grant, now)
  return status === 'pending' ? 'active' : status
}
