import type { Authorization, LinkView } from '../api/index.js'

/** What the person allows the app a month and a minute; null is an explicit "no cap". */
export interface ChosenLimits {
  readonly budgetCents: number | null
  readonly requestsPerMinute: number | null
}

/** Our own modest proposal for an app that makes none. */
export const FALLBACK = { budgetCents: 500, requestsPerMinute: 60 } as const
/** A million dollars: the largest cap that the contract takes. */
const MOST_CENTS = 100_000_000
const MOST_REQUESTS = 100_000
const MICROS_PER_CENT = 10_000

/** What the form is filled with. */
export const suggestedLimits = (
  view: Pick<LinkView, 'budgetSuggestionCents' | 'requestsPerMinuteSuggestion'>,
): ChosenLimits => ({
  budgetCents: view.budgetSuggestionCents ?? FALLBACK.budgetCents,
  requestsPerMinute: view.requestsPerMinuteSuggestion ?? FALLBACK.requestsPerMinute,
})

export type Parsed = { readonly ok: true; readonly value: number } | { readonly ok: false; readonly why: string }
const refuse = (why: string): Parsed => ({ ok: false, why })

/** Cents of a typed amount of dollars: `10`, `$10.50`, `10,5`. A thousands separator is refused, because it reads as a decimal one elsewhere. */
export const parseDollars = (text: string): Parsed => {
  const amount = text.trim().replace(/^\$\s*/, '')
  if (amount === '') return refuse('Enter an amount, or choose “No monthly cap”.')
  const [, dollars, fraction] = /^(\d{1,9})(?:[.,](\d{1,2}))?$/.exec(amount) ?? []
  if (dollars === undefined) return refuse('Enter an amount in dollars, for example 10 or 10.50.')
  const cents = Number(dollars) * 100 + Number((fraction ?? '').padEnd(2, '0'))
  if (cents < 1) return refuse('The cap must be at least one cent.')
  if (cents > MOST_CENTS) return refuse('The cap can be at most $1,000,000.')
  return { ok: true, value: cents }
}

export const parseRequests = (text: string): Parsed => {
  const amount = text.trim()
  if (amount === '') return refuse('Enter a number, or choose “No limit”.')
  if (!/^\d{1,9}$/.test(amount)) return refuse('Enter a whole number, for example 60.')
  const requests = Number(amount)
  if (requests < 1) return refuse('The limit must be at least 1.')
  if (requests > MOST_REQUESTS) return refuse('The limit can be at most 100000.')
  return { ok: true, value: requests }
}

/** `1050` → `10.50`, `1000` → `10`: as the form and the sentences show it, without the sign. */
export const formatDollars = (cents: number): string => (cents / 100).toFixed(cents % 100 === 0 ? 0 : 2)

/** As the contract wants them. */
export const toGrant = (
  limits: ChosenLimits,
): { budgets: Authorization['budgets']; limits: NonNullable<Authorization['limits']> } => ({
  budgets: limits.budgetCents === null ? [] : [{ period: 'month', capMicros: limits.budgetCents * MICROS_PER_CENT }],
  limits: limits.requestsPerMinute === null ? {} : { requestsPerMinute: limits.requestsPerMinute },
})
