import type { components } from '@1relay/contracts'
import { parseDollars } from '@1relay/custody'
import { MICROS_PER_CENT } from '../ui/money.js'

export type Budget = components['schemas']['Budget']
export type SpentBudget = components['schemas']['SpentBudget']
export type Limits = components['schemas']['Limits']
export type Period = Budget['period']

/** In the order in which they are shown; `each` is how people say it. */
export const PERIODS = [
  { period: 'day', label: 'A day', each: 'a day' },
  { period: 'week', label: 'A week', each: 'a week' },
  { period: 'month', label: 'A month', each: 'a month' },
  { period: 'total', label: 'In total', each: 'in total' },
] as const satisfies readonly { period: Period; label: string; each: string }[]

/** What stands in the fields; an empty one is no cap. */
export interface TermsText {
  readonly caps: Readonly<Record<Period, string>>
  readonly requestsPerMinute: string
  readonly concurrentRequests: string
}

export interface Terms {
  readonly budgets: Budget[]
  readonly limits: Limits
}

export type TermsProblem = Readonly<Partial<Record<Period | 'requestsPerMinute' | 'concurrentRequests', string>>>

/** Terms of the contract, or for each field that cannot be read a sentence. */
export const parseTerms = (
  text: TermsText,
): { readonly ok: true; readonly terms: Terms } | { readonly ok: false; readonly problems: TermsProblem } => {
  const problems: Record<string, string> = {}
  const budgets: Budget[] = []
  for (const { period } of PERIODS) {
    const typed = text.caps[period].trim()
    if (typed === '') continue
    const cents = parseDollars(typed)
    if (cents.ok) budgets.push({ period, capMicros: cents.value * MICROS_PER_CENT })
    else problems[period] = cents.why
  }
  const limits: Limits = {}
  for (const name of ['requestsPerMinute', 'concurrentRequests'] as const) {
    const typed = text[name].trim()
    if (typed === '') continue
    const count = /^\d{1,5}$/.test(typed) ? Number(typed) : 0
    if (count < 1 || count > 10_000) problems[name] = 'A whole number from 1 to 10,000.'
    else limits[name] = count
  }
  return Object.keys(problems).length === 0 ? { ok: true, terms: { budgets, limits } } : { ok: false, problems }
}
