import type { AdminEntry } from '../audit/index.js'
import type { StoredGrant } from '../grants/index.js'
import type { ManagementToken } from './management-token.js'

export interface TokenPage {
  /** Sort key of the last token of the page before. */
  readonly after?: { readonly createdAt: Date; readonly id: string }
  readonly limit: number
}

/** How a token ends. */
export interface TokenEnd {
  readonly now: Date
  readonly entry: AdminEntry
  /** What is recorded of the keys that end with it; absent: they go on. */
  readonly keysEntry?: (keyIds: string[]) => AdminEntry
}

/** What management tokens need from storage. Each change MUST be recorded in the admin audit in the transaction that makes it. */
export interface ManagementTokenStore {
  /** MUST keep at most `max` tokens of a workspace that have not ended, under any concurrency. */
  add(token: ManagementToken, max: number, entry: AdminEntry): Promise<'added' | 'too_many'>
  find(id: string): Promise<ManagementToken | undefined>
  findIn(workspaceId: string, id: string): Promise<ManagementToken | undefined>
  /** Newest first. */
  list(workspaceId: string, page: TokenPage): Promise<ManagementToken[]>
  /**
   * MUST record one revocation only, and MUST NOT let a key be minted that it does not see. With `keysEntry` gives every key that the token
   * ever minted, revoked.
   */
  revoke(token: ManagementToken, end: TokenEnd): Promise<StoredGrant[]>
  /** Notes that it was used, if that was last noted before `since`. */
  noteUse(id: string, now: Date, since: Date): Promise<void>
  /** Records a denied use, unless another one of this token was recorded after `since`: whoever has a stolen token fills no audit. */
  noteDenial(id: string, now: Date, since: Date, entry: AdminEntry): Promise<void>
}
