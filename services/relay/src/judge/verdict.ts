import type { ErrorCode, RefusalReason } from '@1relay/contracts'

/** What the judge says. `code` is for the caller, `reason` for the record. */
export type Verdict =
  { readonly ok: true } | { readonly ok: false; readonly code: ErrorCode; readonly reason: ErrorCode | RefusalReason }

export const ALLOWED: Verdict = { ok: true }

/** A refusal whose true reason may be told. */
export const refusal = (code: ErrorCode): Verdict => ({ ok: false, code, reason: code })

/** A refusal that the caller sees as `invalid_token` only (data-plane §5). */
export const hiddenRefusal = (reason: RefusalReason): Verdict => ({ ok: false, code: 'invalid_token', reason })
