import type { AuditRecord } from '../audit/queries.js'

/** What was done from one address. */
export interface Caller {
  readonly ip: string
  readonly clients: readonly string[]
  readonly allowed: number
  readonly refused: number
  /** Stopped because nobody had confirmed the network: the API heard nothing. */
  readonly asked: number
  /** Of the latest call, ISO 8601. */
  readonly lastAt: string
}

/** The calls of a key by address, the one that called last first. */
export const callersOf = (records: readonly AuditRecord[]): readonly Caller[] => {
  const byIp = Map.groupBy(
    records.flatMap(({ at, call }) => (call === null ? [] : [{ at, call }])),
    ({ call }) => call.ip,
  )
  return [...byIp]
    .map(([ip, calls]) => ({
      ip,
      clients: [...new Set(calls.flatMap(({ call }) => call.userAgent ?? []))],
      allowed: calls.filter(({ call }) => call.decision === 'allowed').length,
      refused: calls.filter(({ call }) => call.decision === 'refused').length,
      asked: calls.filter(({ call }) => call.reason === 'ip_confirmation_required').length,
      lastAt: calls.map(({ at }) => at).reduce((late, at) => (at > late ? at : late)),
    }))
    .sort((a, b) => b.lastAt.localeCompare(a.lastAt))
}

/** The id in a token that somebody found, or in a part of one; undefined when there is none. */
export const keyIdIn = (leaked: string): string | undefined =>
  /rk_(?:app|agent|person|vendor|proxy)_([0-9A-Za-z]{16})(?:_|\b)/.exec(leaked)?.[1]
