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

// A text with a lone surrogate has no canonical form; one such draft would keep all behind it from the chain.
const wellFormed = (_: string, value: unknown): unknown => (typeof value === 'string' ? value.toWellFormed() : value)

/** Drafts as `writeDrafts` wrote them: what opened was sealed by us, so its shape is not in doubt. */
export const readDrafts = (text: string): Draft[] => JSON.parse(text, wellFormed) as Draft[]
