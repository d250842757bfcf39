import type { Budget, BudgetPeriod } from '@1relay/contracts'
import { type Letter, nameInMail } from '../mail/index.js'
import type { Mark } from './budget-crossing.js'

/** What a budget is of: a connection or bot token by its name, or the whole account. */
export type Subject =
  | { readonly kind: 'link' | 'bot'; readonly name: string }
  | { readonly kind: 'key'; readonly name: string; readonly workspaceId: string }
  | { readonly kind: 'account' }

export interface Reached {
  readonly subject: Subject
  readonly budget: Budget
  readonly spentMicros: number
  readonly mark: Mark
  /** When it is whole again; null: never. */
  readonly resetsAt: Date | null
}

const periods: Readonly<Record<BudgetPeriod, string>> = {
  day: 'daily',
  week: 'weekly',
  month: 'monthly',
  total: 'total',
}
const pageOf = (subject: Subject): string => {
  switch (subject.kind) {
    case 'link':
      return '/connections'
    case 'bot':
      return '/bot-tokens'
    case 'key':
      return `/workspaces/${subject.workspaceId}/keys`
    case 'account':
      return '/usage'
  }
}

const ownerOf = (subject: Subject): string => {
  switch (subject.kind) {
    case 'link':
      return `your connection to “${nameInMail(subject.name)}”`
    case 'bot':
      return `your bot token “${nameInMail(subject.name)}”`
    case 'key':
      return `the key “${nameInMail(subject.name)}” of your workspace`
    case 'account':
      return 'your account'
  }
}

/** Micro-dollars as people write them: `$12.34`, and small sums with as many digits as they have. */
export const dollars = (micros: number): string => {
  const text = (micros / 1_000_000).toFixed(6).replace(/0{1,4}$/, '')
  return `$${text}`
}

const fate = ({ mark, resetsAt }: Reached): string => {
  if (mark === 80) return 'Nothing is stopped yet.'
  const until = resetsAt === null ? '' : `, and pass again from ${resetsAt.toISOString().slice(0, 10)} (UTC) on`
  return `Calls for which too little is left are refused now${until}. You can raise the budget at any time.`
}

/** Tells that a budget is nearly or wholly used up. */
export const budgetMail = (reached: Reached, publicOrigin: string): Letter => {
  const { subject, budget, spentMicros, mark } = reached
  const [spent, cap] = [dollars(spentMicros), dollars(budget.capMicros)]
  return {
    subject: mark === 100 ? 'A 1Relay budget is used up' : 'A 1Relay budget is nearly used up',
    paragraphs: [
      `The ${periods[budget.period]} budget of ${ownerOf(subject)} stands at ${spent} of ${cap}.`,
      fate(reached),
    ],
    action: { label: 'See the budget', url: `${publicOrigin}${pageOf(subject)}` },
  }
}
