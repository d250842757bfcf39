import { invalidField } from '@1relay/faults'
import { type AuditFilter, isSealed } from './audit-filter.js'

/** A filter as a query string has it. */
export interface AuditQuestion {
  kind?: 'call' | 'admin'
  connectionId?: string
  keyId?: string
  owner?: string
  decision?: 'allowed' | 'refused'
  status?: string
  method?: string
  actor?: string
  q?: string
  from?: string
  to?: string
}

const DAY_MS = 86_400_000
const SEARCHED_DAYS_MAX = 31
const SEARCHED_DAYS = 30

// The contract's times have leap seconds; ours have none.
const momentIn = (field: string, text: string): Date => {
  const moment = new Date(text)
  if (Number.isNaN(moment.getTime())) throw invalidField(field, 'is at no time that we know')
  return moment
}

/**
 * The filter, and for what has to be looked for in opened records a range that is not longer than 31 days: by default the last 30. Fails
 * with `invalid_request`.
 */
export const auditFilterOf = ({ from, to, status, ...rest }: AuditQuestion, now: Date): AuditFilter => {
  const filter: AuditFilter = {
    ...rest,
    ...(status !== undefined && { status: Number(status) }),
    ...(from !== undefined && { from: momentIn('from', from) }),
    ...(to !== undefined && { to: momentIn('to', to) }),
  }
  if (filter.from && filter.to && filter.from >= filter.to) throw invalidField('from', 'ends before it begins')
  if (!isSealed(filter)) return filter
  const end = filter.to ?? now
  const begin = filter.from ?? new Date(end.getTime() - SEARCHED_DAYS * DAY_MS)
  const isLong = end.getTime() - begin.getTime() > SEARCHED_DAYS_MAX * DAY_MS
  if (isLong) throw invalidField('from', `is longer than the ${SEARCHED_DAYS_MAX} days that can be searched at once`)
  return { ...filter, from: begin }
}
