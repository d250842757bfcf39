import { type CallLines, callLines, type ExportFormat } from './call-lines.js'
import { presentCall } from './present-call.js'
import { checkLength } from './range.js'
import type { UsageParty } from './usage-party.js'
import { type CallQuestion, callFilterOf } from './usage-question.js'
import type { CallFilter, UsageReader, UsageRow } from './usage-reader.port.js'

const DAYS_MAX = 366
const AT_ONCE = 1000

/** A file that is written while it is read. */
export interface UsageExport {
  readonly name: string
  readonly mediaType: string
  readonly chunks: AsyncIterable<string>
}

/** Every call of a range as a file, a thousand calls at a time. */
export class UsageExports {
  constructor(
    private readonly reader: UsageReader,
    private readonly clock: () => Date,
  ) {}

  /** Rejects before the first chunk for whatever is wrong with the question. */
  async open(party: UsageParty, format: ExportFormat, question: CallQuestion): Promise<UsageExport> {
    const filter = callFilterOf(party, question, this.clock())
    const { from, to } = checkLength(filter, DAYS_MAX)
    const lines = callLines[format]
    const first = await this.#read(filter)
    const name = `1relay-usage-${from}-to-${to}.${format}`
    return { name, mediaType: lines.mediaType, chunks: this.#chunks(filter, lines, first) }
  }

  async *#chunks(filter: CallFilter, lines: CallLines, first: readonly UsageRow[]): AsyncGenerator<string> {
    yield lines.head
    for (let rows = first; rows.length > 0;) {
      yield rows.map((row) => lines.line(presentCall(row))).join('')
      const last = rows.length < AT_ONCE ? undefined : rows.at(-1)
      rows = last === undefined ? [] : await this.#read(filter, last)
    }
  }

  #read(filter: CallFilter, after?: UsageRow): Promise<UsageRow[]> {
    return this.reader.calls(filter, { limit: AT_ONCE, order: 'oldest-first', ...(after && { after }) })
  }
}
