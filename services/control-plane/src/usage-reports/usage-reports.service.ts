import { findProvider } from '@1relay/contracts'
import { formatClientId } from '@1relay/vault'
import { formatCursor, parseCursor } from '../grants/index.js'
import { checkLength, daysOf } from './range.js'
import { type PresentedCall, presentCall } from './present-call.js'
import type { UsageParty } from './usage-party.js'
import { type CallQuestion, callFilterOf, filterOf, type UsageQuestion } from './usage-question.js'
import type { UsageGroup, UsageGrouping, UsageReader, UsageRow, UsageSums } from './usage-reader.port.js'
import { drawSeries, type UsageLine } from './usage-series.js'

/** Which part of a list. */
interface Part {
  readonly cursor?: string
  readonly pageSize: number
}

export interface UsageReportsParts {
  reader: UsageReader
  /** Names of apps, deleted ones too. */
  nameApps: (appIds: readonly string[]) => Promise<ReadonlyMap<string, string>>
  /** What the party calls these connections and bot tokens. */
  nameGrants: (grantIds: readonly string[], party: UsageParty) => Promise<ReadonlyMap<string, string>>
  clock: () => Date
}

export interface UsageReport {
  readonly from: string
  readonly to: string
  readonly timeZone: string
  readonly groups: readonly (UsageGroup & { readonly name: string })[]
  readonly totals: UsageSums
  readonly nextCursor: string | null
}

export interface UsageSeries {
  readonly from: string
  readonly to: string
  readonly timeZone: string
  readonly days: readonly string[]
  readonly series: readonly (UsageLine & { readonly name: string })[]
}

/** How a key is shown. */
type Show = (key: string) => { readonly key: string; readonly name: string }

const YEAR_10000_MS = 253_402_300_800_000
const SERIES_DAYS_MAX = 400

/** Answers what was spent, and every call, to whom it concerns. */
export class UsageReports {
  readonly #parts: UsageReportsParts

  constructor(parts: UsageReportsParts) {
    this.#parts = parts
  }

  /** A page of groups, and the totals of the whole range. */
  async report(party: UsageParty, grouping: UsageGrouping, question: UsageQuestion & Part): Promise<UsageReport> {
    const { cursor, pageSize } = question
    const { reader, clock } = this.#parts
    const filter = filterOf(party, question, clock())
    const [key, costMicros] = cursor === undefined ? [] : parseCursor(cursor, 'string', 'number')
    const after = key === undefined || costMicros === undefined ? undefined : { key, costMicros }
    const [totals, found] = await Promise.all([
      reader.totals(filter),
      reader.groups(filter, grouping, { limit: pageSize + 1, ...(after && { after }) }),
    ])
    const shown = found.slice(0, pageSize)
    const last = found.length > pageSize ? shown.at(-1) : undefined
    const nextCursor = last === undefined ? null : formatCursor([last.key, last.costMicros])
    const { from, to, timeZone } = filter
    const show = await this.#showOf(
      shown.map((group) => group.key),
      { grouping, party },
    )
    return { from, to, timeZone, groups: shown.map((group) => ({ ...group, ...show(group.key) })), totals, nextCursor }
  }

  /** A line for each of the `top` dearest, and one for all others, over every day of the range. */
  async series(
    party: UsageParty,
    by: Exclude<UsageGrouping, 'day'>,
    question: UsageQuestion & { top: number },
  ): Promise<UsageSeries> {
    const { reader, clock } = this.#parts
    const filter = filterOf(party, question, clock())
    const days = daysOf(checkLength(filter, SERIES_DAYS_MAX))
    const lines = drawSeries(await reader.series(filter, by, question.top), days)
    const show = await this.#showOf(
      lines.flatMap(({ key }) => key ?? []),
      { grouping: by, party },
    )
    const { from, to, timeZone } = filter
    const series = lines.map((line) => ({ ...line, ...(line.key === null ? { name: 'Others' } : show(line.key)) }))
    return { from, to, timeZone, days, series }
  }

  /** A page of calls, newest first. */
  async requests(
    party: UsageParty,
    question: CallQuestion & Part,
  ): Promise<{ requests: UsageRow[]; nextCursor: string | null }> {
    const { cursor, pageSize } = question
    const filter = callFilterOf(party, question, this.#parts.clock())
    const [at, requestId] = cursor === undefined ? [] : parseCursor(cursor, 'number', 'string')
    const after = at === undefined || requestId === undefined ? undefined : { at: dateOf(at), requestId }
    const page = { limit: pageSize + 1, order: 'newest-first', ...(after && { after }) } as const
    const found = await this.#parts.reader.calls(filter, page)
    const requests = found.slice(0, pageSize)
    const last = found.length > pageSize ? requests.at(-1) : undefined
    return { requests, nextCursor: last === undefined ? null : formatCursor([last.at.getTime(), last.requestId]) }
  }

  /** The newest calls since then, at most `limit`, oldest first. */
  async callsSince(party: UsageParty, since: Date, limit: number): Promise<PresentedCall[]> {
    const now = this.#parts.clock()
    if (since > now) return []
    const filter = callFilterOf(party, { from: since.toISOString().slice(0, 10) }, now)
    const found = await this.#parts.reader.calls(filter, { limit, order: 'newest-first' })
    return found
      .filter(({ at }) => at >= since)
      .reverse()
      .map(presentCall)
  }

  async #showOf(
    keys: readonly string[],
    { grouping, party }: { grouping: UsageGrouping; party: UsageParty },
  ): Promise<Show> {
    switch (grouping) {
      case 'day':
      case 'model':
        return (key) => ({ key, name: key || 'Unknown' })
      case 'provider':
        return (key) => ({ key, name: findProvider(key)?.name ?? (key || 'Unknown') })
      case 'app': {
        const names = await this.#parts.nameApps(keys.filter((key) => key !== ''))
        return (key) => showApp(key, names)
      }
      case 'connection': {
        const names = await this.#parts.nameGrants(keys, party)
        return (key) => ({ key, name: names.get(key) ?? key })
      }
    }
  }
}

const showApp = (appId: string, names: ReadonlyMap<string, string>): ReturnType<Show> => {
  if (appId === '') return { key: '', name: 'Bot tokens' }
  const key = formatClientId(appId)
  return { key, name: names.get(appId) ?? key }
}

// A forged time beyond all rows would be an error of the database.
const dateOf = (at: number): Date => new Date(at >= 0 && at < YEAR_10000_MS ? at : 0)
