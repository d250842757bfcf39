import type { ErrorCode } from '@1relay/contracts'

/** Why something did not work, in a form a page can show: never a value that a person typed. `Own` are codes of that page. */
export interface Problem<Own extends string = never> {
  /** A code of the error catalogue, `network` when no answer came, or what this browser itself found. */
  readonly code: ErrorCode | LocalProblemCode | Own
  readonly requestId?: string
  /** Whole seconds of a Retry-After. */
  readonly retryAfterSeconds?: number
  /** Name of the key or field it is about, if that helps: a provider's name, a label. */
  readonly subject?: string
}

export type LocalProblemCode =
  | 'network'
  | 'wrong_password'
  | 'wrong_recovery_code'
  | 'bad_recovery_code'
  | 'same_password'
  | 'is_master_password'
  | 'unsafe_vault'
  | 'vault_locked'
  | 'key_unreadable'
  | 'crypto_failed'
  | 'envelope_unreadable'
  | 'grant_changed'
  | 'wrong_passkey'
  | 'passkey_cancelled'
  | 'passkey_without_prf'

/** What came of something that may fail for a reason that the person should read. */
export type Outcome<T, Own extends string = never> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem<Own> }

export const done = <T>(value: T): Outcome<T> => ({ ok: true, value })
export const failed = (problem: Problem): Outcome<never> => ({ ok: false, problem })
