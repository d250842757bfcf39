import { ERRORS, type ErrorCode } from '@1relay/contracts'

/** Reasons that the caller is not told, but the owner is. */
const OWN: Record<string, string> = {
  wrong_auth_half: 'The token was not the right one: its first half is wrong.',
  wrong_seal_half: 'The token was not the right one: its second half is wrong.',
  grant_revoked: 'The token was revoked.',
  grant_expired: 'The token has expired.',
  wrong_prefix: 'The token was of another kind.',
}

/** Why a call was refused, in a sentence. */
export const reasonInWords = (reason: string): string =>
  OWN[reason] ?? (reason in ERRORS ? ERRORS[reason as ErrorCode].message : reason)
