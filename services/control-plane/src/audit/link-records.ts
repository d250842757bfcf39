import { hash } from 'node:crypto'
import { type AuditRecord, chainInput } from '@1relay/audit'
import type { Draft } from './drafts.js'

/** Where a chain stands. */
export interface Place {
  readonly seq: number
  /** base64url. */
  readonly hash: string
  readonly recordedAt: Date
}

/** A record with its hash, base64url. */
export interface Linked {
  readonly record: AuditRecord
  readonly hash: string
}

/** Gives drafts their places behind `head`, all at the same moment, which is not before that of the head. */
export const linkRecords = (workspaceId: string, head: Place, drafts: readonly Draft[], now: Date): Linked[] => {
  const recordedAt = new Date(Math.max(now.getTime(), head.recordedAt.getTime())).toISOString()
  let previous = head.hash
  return drafts.map((draft, i) => {
    const record: AuditRecord = { v: 1, workspaceId, seq: head.seq + i + 1, recordedAt, ...draft }
    previous = hash('sha256', chainInput(Buffer.from(previous, 'base64url'), record), 'base64url')
    return { record, hash: previous }
  })
}
