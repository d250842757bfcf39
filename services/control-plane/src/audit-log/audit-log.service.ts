import type { Logger } from '@1relay/log'
import type { AuditReader, Linked, ReadRecord, TimePlace } from '../audit/index.js'
import { isSealed, matches } from './audit-filter.js'
import { auditFilterOf, type AuditQuestion } from './audit-question.js'

export interface AuditLogParts {
  reader: AuditReader
  /** Appends what waits for a workspace, so that whoever looks sees what was done before. */
  append: (workspaceId: string) => Promise<unknown>
  clock: () => Date
  logger: Logger
}

export interface AuditList {
  readonly records: readonly Linked[]
  /** Where the next page begins; undefined at the end. */
  readonly next: TimePlace | undefined
}

// What one page may open and decode: 200 ms of the process, measured on two busy cores, and half a megabyte at a time.
export const SCANNED_MAX = 5000
const AT_ONCE = 500
const NOT_APPENDED = 'audit records wait: they could not be appended'

/** Pages of a workspace's audit. */
export class AuditLog {
  readonly #parts: AuditLogParts

  constructor(parts: AuditLogParts) {
    this.#parts = parts
  }

  /** The newest records first, at most `pageSize`. At most SCANNED_MAX are looked at. */
  async list(
    workspaceId: string,
    question: AuditQuestion,
    { pageSize, after }: { pageSize: number; after?: TimePlace },
  ): Promise<AuditList> {
    const filter = auditFilterOf(question, this.#parts.clock())
    // What cannot be appended now must not keep anybody from what is there.
    await this.#parts.append(workspaceId).catch((err: unknown) => this.#parts.logger.error({ err }, NOT_APPENDED))
    const wanted = isSealed(filter) ? AT_ONCE : pageSize + 1
    const found: Linked[] = []
    let place = after
    for (let scanned = 0; scanned < SCANNED_MAX;) {
      const limit = Math.min(wanted, SCANNED_MAX - scanned)
      const page = await this.#parts.reader.page(workspaceId, filter, {
        order: 'newest-first',
        limit,
        ...(place && { after: place }),
      })
      scanned += limit
      for (const record of page.records) {
        const linked = this.#readable(workspaceId, record)
        if (linked === undefined || !matches(linked.record, filter)) continue
        // One more than is shown tells that there is a next page, and where it begins.
        if (found.length === pageSize) return { records: found, next: place }
        found.push(linked)
        place = record.place
      }
      if (page.next === undefined) return { records: found, next: undefined }
      place = page.next
    }
    return { records: found, next: place }
  }

  #readable(workspaceId: string, { linked, place }: ReadRecord): Linked | undefined {
    if (linked === undefined)
      this.#parts.logger.error({ workspaceId, seq: place.seq }, 'an audit record was changed: it does not open')
    return linked
  }
}
