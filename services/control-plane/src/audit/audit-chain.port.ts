import type { AuditAnchor } from '@1relay/audit'
import type { Place } from './link-records.js'

/** Where a chain stands, what is kept of it, and what stands for the rest. */
export interface ChainState {
  /** Undefined before the first record. */
  readonly head: Place | undefined
  readonly anchors: readonly AuditAnchor[]
  /** Numbers of the records that are kept, in runs. */
  readonly kept: readonly { readonly firstSeq: number; readonly lastSeq: number }[]
  readonly mailsHeads: boolean
}

/** What the audit needs to know of a chain besides its records. */
export interface ChainStates {
  /** MUST be of one moment. */
  get(workspaceId: string): Promise<ChainState>
}
