import { findProvider } from '@1relay/contracts'
import { fault } from '@1relay/faults'
import { formatClientId, parseClientId } from '@1relay/vault'
import { formatCursor, parseCursor } from '../grants/index.js'
import { rangeOf } from './range.js'
import type { UsageParty } from './usage-party.js'
import type { UsageFilter, UsageGroup, UsageGrouping, UsageReader, UsageRow, UsageSums } from './usage-reader.port.js'

/** The query parameters that both reports share, as the contract has checked them. */
export interface UsageQuestion {
  readonly from?: string
  readonly to?: string
  readonly connectionId?: string
  readonly clientId?: string
  readonly provider?: string
  readonly model?: string
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
  readonly groups: readonly (UsageGroup & { readonly name: string })[]
  readonly totals: UsageSums
  readonly nextCursor: string | null
}

const YEAR_10000_MS = 253_402_300_800_000

/** Answers what was spent, and every call, to whom it concerns. */
export class UsageReports {
  readonly #parts: UsageReportsParts

  constructor(parts: UsageReportsParts) {
    this.#parts = parts
  }

  /** A page of groups, and the totals of the whole range. */
  async report(party: UsageParty, grouping: UsageGrouping, question: UsageQuestion): Promise<UsageReport> {
    const { cursor, pageSize } = question
    const filter = this.#filter(party, question)
    const [key, costMicros] = cursor === undefined ? [] : parseCursor(cursor, 'string', 'number')
    const after = key === undefined || costMicros === undefined ? undefined : { key, costMicros }
    const [totals, found] = await Promise.all([
      this.#parts.reader.totals(filter),
      this.#parts.reader.groups(filter, grouping, { limit: pageSize + 1, ...(after && { after }) }),
    ])
    const shown = found.slice(0, pageSize)
    const last = found.length > pageSize ? shown.at(-1) : undefined
    const nextCursor = last === undefined ? null : formatCursor([last.key, last.costMicros])
    const { from, to } = filter
    return { from, to, groups: await this.#name(shown, grouping, party), totals, nextCursor }
  }

  /** A page of calls, newest first. */
  async requests(
    party: UsageParty,
    question: UsageQuestion & { decision?: 'allowed' | 'refused' },
  ): Promise<{ requests: UsageRow[]; nextCursor: string | null }> {
    const { cursor, pageSize, decision } = question
    const filter = { ...this.#filter(party, question), ...(decision && { decision }) }
    const [at, requestId] = cursor === undefined ? [] : parseCursor(cursor, 'number', 'string')
    const after = at === undefined || requestId === undefined ? undefined : { at: dateOf(at), requestId }
    const found = await this.#parts.reader.requests(filter, { limit: pageSize + 1, ...(after && { after }) })
    const requests = found.slice(0, pageSize)
    const last = found.length > pageSize ? requests.at(-1) : undefined
    return { requests, nextCursor: last === undefined ? null : formatCursor([last.at.getTime(), last.requestId]) }
  }

  #filter(party: UsageParty, { from, to, connectionId, clientId, provider, model }: UsageQuestion): UsageFilter {
    const tenant = party.kind === 'account' ? { accountId: party.accountId } : { appId: party.appId }
    return {
      tenant,
      ...rangeOf({ from, to }, this.#parts.clock()),
      ...(connectionId !== undefined && { connectionId }),
      ...(clientId !== undefined && { appId: appIdOf(clientId) }),
      ...(provider !== undefined && { provider }),
      ...(model !== undefined && { model }),
    }
  }

  async #name(
    groups: readonly UsageGroup[],
    grouping: UsageGrouping,
    party: UsageParty,
  ): Promise<(UsageGroup & { name: string })[]> {
    const keys = groups.map((group) => group.key)
    switch (grouping) {
      case 'day':
      case 'model':
        return groups.map((group) => ({ ...group, name: group.key || 'Unknown' }))
      case 'provider':
        return groups.map((group) => ({ ...group, name: findProvider(group.key)?.name ?? (group.key || 'Unknown') }))
      case 'app': {
        const names = await this.#parts.nameApps(keys.filter((key) => key !== ''))
        const clientId = (key: string): string => (key === '' ? '' : formatClientId(key))
        const nameOf = (key: string): string => (key === '' ? 'Bot tokens' : (names.get(key) ?? clientId(key)))
        return groups.map((group) => ({ ...group, key: clientId(group.key), name: nameOf(group.key) }))
      }
      case 'connection': {
        const names = await this.#parts.nameGrants(keys, party)
        return groups.map((group) => ({ ...group, name: names.get(group.key) ?? group.key }))
      }
    }
  }
}

const appIdOf = (clientId: string): string => {
  const parsed = parseClientId(clientId)
  if (!parsed.ok)
    throw fault('invalid_request', 'not a client id', { details: [{ field: 'clientId', problem: 'is no client id' }] })
  return parsed.id
}

// A forged time beyond all rows would be an error of the database.
const dateOf = (at: number): Date => new Date(at >= 0 && at < YEAR_10000_MS ? at : 0)
