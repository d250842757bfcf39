/** A call through a protected key, let through or refused. Never a body; a query string only where the workspace asked for it. */
export interface AuditCall {
  readonly requestId: string
  /** The protected key (`conn_…`). */
  readonly connectionId: string | null
  /** The disposable key. */
  readonly keyId: string
  /** Who holds that key; null when it was not known any more as the call was recorded. */
  readonly keyOwner: { readonly kind: string; readonly name: string } | null
  /** Slug of a provider, or an origin; null when the call never got that far. */
  readonly upstream: string | null
  readonly method: string
  readonly path: string
  readonly query: string | null
  readonly decision: 'allowed' | 'refused'
  /** Why it was refused; null when it was let through. */
  readonly reason: string | null
  /** How a call that was let through ended. */
  readonly outcome: string | null
  /** What the caller got; 0 if it left before. */
  readonly status: number
  readonly durationMs: number
  readonly ip: string
  readonly userAgent: string | null
}

/** Who made a change, or what was changed: `id` is unique within `type`, `label` is for people. */
export interface AuditParty {
  readonly type: string
  readonly id: string
  readonly label: string
}

/** What else is known of a change, such as the field that changed; never a secret. */
export type AuditMetadata = Readonly<Record<string, string | number | boolean | null | readonly string[]>>

/** Something that somebody changed in the workspace. */
export interface AuditAct {
  readonly actor: AuditParty
  /** `noun.verb`. */
  readonly action: string
  readonly subject: AuditParty
  readonly metadata: AuditMetadata
  readonly ip: string | null
  readonly userAgent: string | null
}

/** What a record is about: a call, or a change of an admin. */
export type AuditEntry =
  { readonly kind: 'call'; readonly call: AuditCall } | { readonly kind: 'admin'; readonly act: AuditAct }

/** An entry and where it stands in the chain of its workspace. */
export type AuditRecord = {
  readonly v: 1
  readonly workspaceId: string
  /** 1, 2, 3 … in the order of recording. */
  readonly seq: number
  /** When it was appended: never before its predecessor. ISO 8601 in UTC with milliseconds, as is `at`. */
  readonly recordedAt: string
  /** When it happened. */
  readonly at: string
  /** 16 random bytes, base64url: so that nobody who has the hash can try out what the record says. */
  readonly nonce: string
} & AuditEntry
