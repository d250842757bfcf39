/**
 * What was spent by whom on what, and every call: as sums, as lines for charts, as a list and as a file. Reads what usage keeps,
 * and changes nothing.
 *
 * Invariant: nobody reads another tenant's usage; sums of any length come from rollups, never from single calls.
 */
export { type PresentedCall, presentCall } from './present-call.js'
export type { UsageRow } from './usage-reader.port.js'
export { UsageReports } from './usage-reports.service.js'
