import type { RequestFilter, UsageRange } from '../requests/index.js'

export const RANGES = [
  { days: 7, label: '7 days' },
  { days: 30, label: '30 days' },
  { days: 90, label: '90 days' },
  { days: 365, label: 'A year' },
] as const

export const GROUPS = [
  { by: 'app', label: 'App' },
  { by: 'provider', label: 'Provider' },
  { by: 'model', label: 'Model' },
  { by: 'connection', label: 'Connection' },
] as const

export type Grouping = (typeof GROUPS)[number]['by']

/** What the page shows, as the address says it. What is missing is the default. */
export interface UsageView {
  readonly days?: number
  readonly by?: Grouping
  readonly provider?: string
  readonly model?: string
  readonly connectionId?: string
  readonly show?: Shown
}

/** The calls that are listed. */
export const SHOWN = [
  { show: 'all', label: 'All calls', filter: {} },
  { show: 'refused', label: 'Refused', filter: { decision: 'refused' } },
  { show: 'cut_off', label: 'Cut off at a cap', filter: { outcome: 'cut_off' } },
  { show: 'interrupted', label: 'Interrupted', filter: { outcome: 'interrupted' } },
  { show: 'client_aborted', label: 'Stopped by the app', filter: { outcome: 'client_aborted' } },
  { show: '4xx', label: 'Answered 4xx', filter: { statusClass: '4xx' } },
  { show: '5xx', label: 'Answered 5xx', filter: { statusClass: '5xx' } },
] as const satisfies readonly { show: string; label: string; filter: RequestFilter }[]

export type Shown = (typeof SHOWN)[number]['show']

const TEXT_MOST = 200

/** Reads an address that anybody may have written: what makes no sense is left out. */
export const parseView = (search: Record<string, unknown>): UsageView => ({
  ...pick('days', RANGES.find(({ days }) => days === search['days'])?.days),
  ...pick('by', GROUPS.find(({ by }) => by === search['by'])?.by),
  ...pick('show', SHOWN.find(({ show }) => show === search['show'])?.show),
  ...pick('provider', textOf(search['provider'])),
  ...pick('model', textOf(search['model'])),
  ...pick('connectionId', textOf(search['connectionId'])),
})

const pick = <Name extends string, Value>(name: Name, value: Value | undefined): { [K in Name]?: Value } =>
  value === undefined ? {} : ({ [name]: value } as { [K in Name]: Value })

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' && value.length <= TEXT_MOST ? value : undefined

const DAY_MS = 24 * 60 * 60 * 1000

/** The days up to today, as they begin and end where the person is. */
export const rangeOf = (days: number, now: Date, timeZone: string): UsageRange => ({
  from: dayOf(new Date(now.getTime() - (days - 1) * DAY_MS), timeZone),
  to: dayOf(now, timeZone),
  timeZone,
})

// en-CA writes dates as ISO 8601 does.
const dayOf = (at: Date, timeZone: string): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(at)
