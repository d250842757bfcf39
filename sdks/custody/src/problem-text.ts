import { ERRORS, type ErrorCode } from '@1relay/contracts'
import type { LocalProblemCode, Problem } from './problem.js'

const LOCAL: Readonly<Record<LocalProblemCode, string>> = {
  network: '1Relay could not be reached. Check your connection, then try again.',
  wrong_password: 'This master password does not open your vault. Check it and try again.',
  wrong_recovery_code: 'This recovery code belongs to another vault. Check it and try again.',
  bad_recovery_code: 'There is a typing error in the recovery code. Compare it with what you saved.',
  same_password: 'This is your account password. Choose another one: 1Relay must never see your master password.',
  is_master_password: 'This is your master password. Choose another one: 1Relay must never see your master password.',
  unsafe_vault: 'What 1Relay sent for your vault is not safe to open, so nothing was done with your password.',
  vault_locked: 'Your vault has been locked in the meantime. Unlock it and try again.',
  key_unreadable: 'A key in your vault could not be opened. Add it again, or leave it out.',
  crypto_failed: 'This browser could not do the encryption. Close other tabs and try again.',
  envelope_unreadable: 'What 1Relay has stored for this connection cannot be opened with your vault. Connect it again.',
  grant_changed: 'This connection was being changed at the same moment. Try again.',
  wrong_passkey: 'This passkey does not open your vault. Use your master password.',
  passkey_cancelled: 'The passkey was not used. Try again, or use your password.',
  passkey_without_prf: 'This passkey can sign you in, but it cannot encrypt. Use your master password.',
}

/** What the catalogue says to developers, said to the person in front of the page. */
const PLAIN: Partial<Record<ErrorCode, string>> = {
  email_taken: 'There is already an account with this e-mail address. Sign in instead.',
  invalid_credentials: 'The e-mail address or the account password is wrong.',
  unauthenticated: 'You have been signed out. Sign in again to go on.',
  rate_limited: 'Too many tries. Wait a moment, then try again.',
  vault_changed: 'Your vault was changed in another window. Try again.',
  key_exists: 'You already have a key with this name. Choose another name.',
  invalid_request: '1Relay did not accept what was entered. Check it and try again.',
  invalid_json: '1Relay did not accept what was entered. Check it and try again.',
}

/** One sentence or two for the person. `own` are the sentences that a page has for codes of its own, or says in its own way. */
export const sentenceOf = (problem: Problem<string>, own: Readonly<Record<string, string>> = {}): string => {
  const { code, subject } = problem
  if (code === 'key_unreadable' && subject !== undefined) {
    return `The key ${subject} in your vault could not be opened. Add it again, or leave it out.`
  }
  if (Object.hasOwn(own, code)) return own[code] ?? ERRORS.internal.message
  if (Object.hasOwn(LOCAL, code)) return LOCAL[code as LocalProblemCode]
  return PLAIN[code as ErrorCode] ?? ERRORS[code as ErrorCode]?.message ?? ERRORS.internal.message
}
