import type { PresentedCall } from './present-call.js'

export type ExportFormat = 'csv' | 'jsonl'

/** How calls become lines of a file. */
export interface CallLines {
  readonly mediaType: string
  /** Before the first call. */
  readonly head: string
  /** One line with its end. */
  line(call: PresentedCall): string
}

const columns = [
  'at',
  'requestId',
  'connectionId',
  'clientId',
  'decision',
  'reason',
  'outcome',
  'provider',
  'model',
  'method',
  'path',
  'status',
  'stream',
  'durationMs',
  'inputTokens',
  'cachedInputTokens',
  'outputTokens',
  'reasoningTokens',
  'tokensFrom',
  'costMicros',
  'isPriceGuessed',
  'priceVersion',
] as const satisfies readonly (keyof PresentedCall)[]

// Model and path are what callers wrote: a spreadsheet would run such a cell as a formula (OWASP, CSV injection).
const isFormula = (text: string): boolean => /^[=+\-@\t\r]/.test(text)

const cell = (value: string | number | boolean | null): string => {
  if (typeof value !== 'string') return value === null ? '' : String(value)
  const text = isFormula(value) ? `'${value}` : value
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

const csvLine = (cells: readonly (string | number | boolean | null)[]): string => `${cells.map(cell).join(',')}\r\n`

export const callLines: Readonly<Record<ExportFormat, CallLines>> = {
  csv: {
    mediaType: 'text/csv; charset=utf-8; header=present',
    head: csvLine(columns),
    line: (call) => csvLine(columns.map((column) => call[column])),
  },
  jsonl: {
    mediaType: 'application/x-ndjson; charset=utf-8',
    head: '',
    line: (call) => `${JSON.stringify(call)}\n`,
  },
}
