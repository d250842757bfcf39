import { type Grants, presentBudgets, statusAt } from '../grants/index.js'

/** `GrantNews` of those of these grants that are connections or bot tokens of the account. */
export const describeGrants = async (
  grants: Grants,
  { accountId, ids, now }: { accountId: string; ids: readonly string[]; now: Date },
): Promise<unknown[]> => {
  const found = await grants.findMany(ids)
  const theirs = found.filter((grant) => grant.accountId === accountId && grant.kind !== 'check')
  const spend = theirs.length === 0 ? undefined : await grants.spendOf(theirs)
  return theirs.flatMap((grant) => {
    const spent = spend?.get(grant.id)
    if (spent === undefined) return []
    const kind = grant.kind === 'link' ? 'connection' : 'bot-token'
    return [{ grantId: grant.id, kind, status: statusAt(grant, now), budgets: presentBudgets(grant, spent, now) }]
  })
}
