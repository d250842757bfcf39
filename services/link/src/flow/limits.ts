import { parseDollars, type TypedDollars } from '@1relay/custody'
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

type Asked = Pick<LinkView, 'budgetSuggestionCents' | 'requestsPerMinuteSuggestion' | 'update'>

/** What a connection that is being changed allows now; undefined for a new one. */
export const currentLimits = ({ update }: Asked): ChosenLimits | undefined => {
  if (!update) return undefined
  const cap = update.budgets.find(({ period }) => period === 'month')?.capMicros
  return {
    budgetCents: cap === undefined ? null : Math.round(cap / MICROS_PER_CENT),
    requestsPerMinute: update.limits.requestsPerMinute ?? null,
  }
}

/** What the form is filled with: what the app suggests, what holds now, or a modest proposal of ours. */
export const suggestedLimits = (view: Asked): ChosenLimits => {
  const { budgetCents, requestsPerMinute } = currentLimits(view) ?? FALLBACK
  return {
    budgetCents: view.budgetSuggestionCents ?? budgetCents,
    requestsPerMinute: view.requestsPerMinuteSuggestion ?? requestsPerMinute,
  }
}

/** Amounts to pick with one touch, in cents: at most four around the suggestion, which is among them. */
export const presetsAround = (cents: number): number[] => {
  const ladder = [100, 200, 500, 1000, 2500, 5000, 10_000, 25_000, 50_000, 100_000]
  const below = ladder.filter((step) => step < cents).slice(-1)
  const above = ladder.filter((step) => step > cents).slice(0, 3 - below.length)
  return [...below, cents, ...above].filter((step) => step <= MOST_CENTS)
}

export type Parsed = TypedDollars
const refuse = (why: string): Parsed => ({ ok: false, why })

/** Cents of a typed cap. */
export const parseCap = (text: string): Parsed =>
  text.trim() === '' ? refuse('Enter an amount, or choose “No monthly cap”.') : parseDollars(text)

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

interface GrantTerms {
  readonly budgets: Authorization['budgets']
  readonly limits: NonNullable<Authorization['limits']>
}

/** As the contract wants them. Of a connection that is being changed, what this page does not show stays as it is. */
export const toGrant = (chosen: ChosenLimits, update?: LinkView['update']): GrantTerms => {
  const others = (update?.budgets ?? []).filter(({ period }) => period !== 'month')
  const { requestsPerMinute: _, ...limits } = update?.limits ?? {}
  const month =
    chosen.budgetCents === null ? [] : [{ period: 'month' as const, capMicros: chosen.budgetCents * MICROS_PER_CENT }]
  return {
    budgets: [...others, ...month],
    limits: chosen.requestsPerMinute === null ? limits : { ...limits, requestsPerMinute: chosen.requestsPerMinute },
  }
}
