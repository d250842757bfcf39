import type { AuditEntry } from '@1relay/audit'

/** What will be a record once it has its place in the chain. */
export type Draft = {
  /** ISO 8601 in UTC with milliseconds. */
  readonly at: string
  /** 16 random bytes, base64url. */
  readonly nonce: string
} & AuditEntry

/** What a letter in the inbox is bound to. */
export const inboxPlace = (workspaceId: string): string => `1relay/audit/inbox/v1|${workspaceId}`

export const writeDrafts = (drafts: readonly Draft[]): string => JSON.stringify(drafts)

/** Drafts as `writeDrafts` wrote them: what was opened was sealed by us, so its shape is not in doubt. */
export const readDrafts = (text: string): Draft[] => JSON.parse(text) as Draft[]
