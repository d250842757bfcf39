import type { Linked } from '../audit/index.js'
import { jsonLine } from './json-line.js'
import { type PresentedRecord, presentRecord } from './present-record.js'

/** How records become lines of a file. */
export interface RecordLines {
  readonly mediaType: string
  /** Before the first record. */
  readonly head: string
  /** One line with its end. */
  readonly line: (linked: Linked) => string
}

type Cell = string | number | null | undefined

const columns: Readonly<Record<string, (record: PresentedRecord) => Cell>> = {
  seq: ({ seq }) => seq,
  at: ({ at }) => at,
  kind: ({ kind }) => kind,
  connectionId: ({ call }) => call?.connectionId,
  keyId: ({ call }) => call?.keyId,
  keyOwnerKind: ({ call }) => call?.keyOwner?.kind,
  keyOwnerName: ({ call }) => call?.keyOwner?.name,
  upstream: ({ call }) => call?.upstream,
  method: ({ call }) => call?.method,
  path: ({ call }) => call?.path,
  query: ({ call }) => call?.query,
  decision: ({ call }) => call?.decision,
  reason: ({ call }) => call?.reason,
  outcome: ({ call }) => call?.outcome,
  status: ({ call }) => call?.status,
  durationMs: ({ call }) => call?.durationMs,
  requestId: ({ call }) => call?.requestId,
  actorType: ({ act }) => act?.actor.type,
  actorId: ({ act }) => act?.actor.id,
  actor: ({ act }) => act?.actor.label,
  action: ({ act }) => act?.action,
  subjectType: ({ act }) => act?.subject.type,
  subjectId: ({ act }) => act?.subject.id,
  subject: ({ act }) => act?.subject.label,
  metadata: ({ act }) => act && JSON.stringify(act.metadata),
  ip: ({ call, act }) => call?.ip ?? act?.ip,
  userAgent: ({ call, act }) => call?.userAgent ?? act?.userAgent,
  recordedAt: ({ recordedAt }) => recordedAt,
  hash: ({ hash }) => hash,
}

// Paths, user agents and names are what callers wrote: a spreadsheet would run such a cell as a formula (OWASP, CSV injection).
const isFormula = (text: string): boolean => /^[=+\-@\t\r]/.test(text)

const cell = (value: Cell): string => {
  if (typeof value !== 'string') return value === null || value === undefined ? '' : String(value)
  const text = isFormula(value) ? `'${value}` : value
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

const csvLine = (cells: readonly Cell[]): string => `${cells.map(cell).join(',')}\r\n`

export const recordLines: Readonly<Record<'csv' | 'jsonl', RecordLines>> = {
  csv: {
    mediaType: 'text/csv; charset=utf-8; header=present',
    head: csvLine(Object.keys(columns)),
    line: (linked) => {
      const record = presentRecord(linked)
      return csvLine(Object.values(columns).map((read) => read(record)))
    },
  },
  jsonl: {
    mediaType: 'application/x-ndjson; charset=utf-8',
    head: '',
    line: (linked) => jsonLine(presentRecord(linked)),
  },
}
