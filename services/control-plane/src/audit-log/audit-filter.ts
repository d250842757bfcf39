import type { AuditRecord } from '@1relay/audit'
import type { PlainFilter } from '../audit/index.js'

/** What can be looked for in opened records only. */
export interface SealedFilter {
  /** Owner kind of the key. */
  readonly owner?: string
  readonly method?: string
  readonly actor?: string
  readonly q?: string
}

export interface AuditFilter extends PlainFilter, SealedFilter {}

/** Whether records have to be opened to be found. */
export const isSealed = ({ owner, method, actor, q }: SealedFilter): boolean =>
  [owner, method, actor, q].some((part) => part !== undefined)

const has = (text: string | null | undefined, part: string): boolean =>
  text?.toLowerCase().includes(part.toLowerCase()) ?? false

const actorsOf = (record: AuditRecord): readonly string[] =>
  record.kind === 'call'
    ? [record.call.keyOwner?.name ?? '', record.call.keyId]
    : [record.act.actor.label, record.act.actor.id]

const textsOf = (value: unknown): string[] => {
  if (typeof value === 'string') return [value]
  if (typeof value === 'number') return [String(value)]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : []
}

/** Whether an opened record is one of those that are looked for. */
export const matches = (record: AuditRecord, { owner, method, actor, q }: SealedFilter): boolean => {
  const call = record.kind === 'call' ? record.call : undefined
  if (owner !== undefined && call?.keyOwner?.kind !== owner) return false
  if (method !== undefined && call?.method !== method) return false
  if (actor !== undefined && !actorsOf(record).some((text) => has(text, actor))) return false
  return q === undefined || textsOf(record.kind === 'call' ? record.call : record.act).some((text) => has(text, q))
}
