import { CONNECTION_ID, KEY_ID, oneOf, textLike, textOf } from '../search.js'

export const KINDS = ['call', 'admin'] as const
export const DECISIONS = ['allowed', 'refused'] as const
export const RANGES = [
  { range: 'hour', label: 'The last hour', ms: 3_600_000 },
  { range: 'day', label: 'The last day', ms: 86_400_000 },
  { range: 'week', label: 'The last 7 days', ms: 604_800_000 },
  { range: 'month', label: 'The last 30 days', ms: 2_592_000_000 },
  { range: 'all', label: 'All that is kept', ms: undefined },
] as const

export type RangeName = (typeof RANGES)[number]['range']

/** What the log is narrowed to, as the address says it. What is missing is not narrowed, but for a range of 7 days. */
export interface AuditView {
  readonly kind?: (typeof KINDS)[number]
  readonly connectionId?: string
  readonly keyId?: string
  readonly decision?: (typeof DECISIONS)[number]
  /** Three digits. */
  readonly status?: string
  readonly method?: string
  readonly q?: string
  readonly range?: RangeName
}

/** Reads an address that anybody may have written: what makes no sense is left out. */
export const parseAuditView = (search: Record<string, unknown>): AuditView => ({
  ...oneOf('kind', KINDS, search['kind']),
  ...textLike('connectionId', CONNECTION_ID, search['connectionId']),
  ...textLike('keyId', KEY_ID, search['keyId']),
  ...oneOf('decision', DECISIONS, search['decision']),
  ...(/^\d{3}$/.test(String(search['status'])) ? { status: String(search['status']) } : {}),
  ...(/^[A-Z]{3,7}$/.test(String(search['method'])) ? { method: String(search['method']) } : {}),
  ...textOf('q', search['q']),
  ...oneOf(
    'range',
    RANGES.map(({ range }) => range),
    search['range'],
  ),
})

/** What the contract takes: the filters, and from when. */
export interface AuditFilter extends Omit<AuditView, 'status' | 'range'> {
  readonly status?: number
  readonly from?: string
}

/** The filter of a view, at a moment. */
export const filterOf = ({ status, range = 'week', ...view }: AuditView, now: Date): AuditFilter => {
  const ms = RANGES.find((one) => one.range === range)?.ms
  return {
    ...view,
    ...(status === undefined ? {} : { status: Number(status) }),
    ...(ms === undefined ? {} : { from: new Date(now.getTime() - ms).toISOString() }),
  }
}
