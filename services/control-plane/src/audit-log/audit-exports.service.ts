import type { AuditHead, ChainEntry, ChainHeader, ChainTrailer, HeadClaim } from '@1relay/audit'
import { fault } from '@1relay/faults'
import type { AuditReader, ChainState, ChainStates, ReadRecord, TimePlace } from '../audit/index.js'
import { type AuditFilter, matches } from './audit-filter.js'
import { auditFilterOf, type AuditQuestion } from './audit-question.js'
import { claimOf } from './head-claim.js'
import { jsonLine } from './json-line.js'
import { recordLines } from './record-lines.js'

export type AuditExportFormat = 'csv' | 'jsonl' | 'chain'

export interface AuditExportsParts {
  reader: AuditReader
  chains: ChainStates
  publicKey: () => Promise<string>
  signHead: (claim: Omit<HeadClaim, 'v' | 'publicKey'>) => Promise<AuditHead>
  append: (workspaceId: string) => Promise<unknown>
  clock: () => Date
}

/** A file that is written while it is read. */
export interface AuditExport {
  readonly name: string
  readonly mediaType: string
  readonly chunks: AsyncIterable<string>
}

const AT_ONCE = 500

/** The audit as a file, some hundred records in memory at a time. */
export class AuditExports {
  readonly #parts: AuditExportsParts

  constructor(parts: AuditExportsParts) {
    this.#parts = parts
  }

  /** Rejects before the first chunk for whatever is wrong with the question. */
  async open(workspaceId: string, format: AuditExportFormat, question: AuditQuestion): Promise<AuditExport> {
    const now = this.#parts.clock()
    const filter = auditFilterOf(question, now)
    if (format === 'chain' && Object.keys(filter).length > 0)
      throw fault('invalid_request', 'a chain with a filter', {
        details: [{ field: 'format', problem: 'chain takes no filter: a chain is whole or it is none' }],
      })
    await this.#parts.append(workspaceId)
    const day = now.toISOString().slice(0, 10)
    if (format === 'chain') {
      const state = await this.#parts.chains.get(workspaceId)
      const chunks = this.#chain(workspaceId, state, now)
      return { name: `1relay-audit-chain-${day}.jsonl`, mediaType: 'application/x-ndjson; charset=utf-8', chunks }
    }
    const { mediaType } = recordLines[format]
    return { name: `1relay-audit-${day}.${format}`, mediaType, chunks: this.#lines(workspaceId, format, filter) }
  }

  async *#lines(workspaceId: string, format: 'csv' | 'jsonl', filter: AuditFilter): AsyncGenerator<string> {
    const { head, line } = recordLines[format]
    if (head !== '') yield head
    for (let place: TimePlace | undefined, isFirst = true; isFirst || place !== undefined; isFirst = false) {
      const page = await this.#parts.reader.page(workspaceId, filter, {
        order: 'oldest-first',
        limit: AT_ONCE,
        ...(place && { after: place }),
      })
      const found = page.records.flatMap(({ linked }) => (linked && matches(linked.record, filter) ? [linked] : []))
      if (found.length > 0) yield found.map(line).join('')
      place = page.next
    }
  }

  async *#chain(workspaceId: string, state: ChainState, now: Date): AsyncGenerator<string> {
    const { signHead, reader, chains } = this.#parts
    const publicKey = await this.#parts.publicKey()
    const { anchors, head } = state
    yield lineOf({ type: '1relay-audit-chain', v: 1, workspaceId, exportedAt: now.toISOString(), publicKey, anchors })
    for (const { firstSeq, lastSeq } of state.kept) {
      for (let from = firstSeq; from <= lastSeq;) {
        const records = await reader.bySeq(workspaceId, from, lastSeq, AT_ONCE)
        if (records.length > 0) yield records.map((record) => lineOf(entryOf(workspaceId, record))).join('')
        // A record that is missing is the verifier's to find, so the file goes on behind it.
        from = records.length < AT_ONCE ? lastSeq + 1 : (records.at(-1)?.place.seq ?? lastSeq) + 1
      }
    }
    // What was pruned meanwhile is missing in this file without an anchor: it must not look whole.
    const after = await chains.get(workspaceId)
    if (prunedIn(after) !== prunedIn(state)) throw new Error('records were pruned while they were exported')
    yield lineOf({ type: 'end', head: head === undefined ? null : await signHead(claimOf(workspaceId, head)) })
  }
}

// Neighbours become one anchor, so their number says nothing.
const prunedIn = ({ anchors }: ChainState): number =>
  anchors.reduce((sum, { firstSeq, lastSeq }) => sum + lastSeq - firstSeq + 1, 0)

// The hash is over the value, however it is spelt here.
const lineOf = (line: ChainHeader | ChainEntry | ChainTrailer): string => jsonLine(line)

// A record that does not open is in the file all the same: the verifier finds it where it stands.
const entryOf = (workspaceId: string, { linked, place, hash, recordedAt }: ReadRecord): ChainEntry =>
  linked ?? {
    hash,
    record: {
      v: 1,
      workspaceId,
      seq: place.seq,
      recordedAt: recordedAt.toISOString(),
      unreadable: true,
    } as unknown as ChainEntry['record'],
  }
