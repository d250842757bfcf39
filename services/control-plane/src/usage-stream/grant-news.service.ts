import { type Grants, presentBudgets, statusAt } from '../grants/index.js'

/** `GrantNews` of those of these grants that are connections or bot tokens of the account. */
export const describeGrants = async (
  grants: Grants,
  { accountId, ids, now }: { accountId: string; ids: readonly string[]; now: Date },
): Promise<unknown[]> => {
  const found = await grants.findMany(ids)
  const theirs = found.filter((grant) => grant.ownerId === accountId && grant.kind !== 'check')
  if (theirs.length === 0) return []
  const [spend, held] = await Promise.all([grants.spendOf(theirs), grants.heldOf(theirs)])
  return theirs.flatMap((grant) => {
    const spent = spend.get(grant.id)
    if (spent === undefined) return []
    const kind = grant.kind === 'link' ? 'connection' : 'bot-token'
    const budgets = presentBudgets(grant, spent, now, held.get(grant.id))
    return [{ grantId: grant.id, kind, status: statusAt(grant, now), budgets }]
  })
}
