import type { components } from '@1relay/contracts'
import type { Reached } from './budget-mail.js'

type Data = components['schemas']['BudgetReachedEvent']['data']

/** The same as the mail says, for a server: whose budget it is by its id, and by the name that the app itself has given the person. */
export const budgetNews = (of: { id: string; userReference: string | null }, reached: Reached): Data => {
  const { subject, budget, spentMicros, mark, resetsAt } = reached
  return {
    subject:
      subject.kind === 'key'
        ? { kind: 'key', keyId: of.id, name: subject.name }
        : { kind: 'connection', connectionId: of.id, userReference: of.userReference },
    period: budget.period,
    percent: mark,
    capMicros: budget.capMicros,
    spentMicros,
    resetsAt: resetsAt?.toISOString() ?? null,
  }
}
