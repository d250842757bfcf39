/**
 * Key checks: whether a provider takes a key, found out through the relay like any other call. A check is a grant of its own
 * kind, for a minute and one GET; it is in no list of bot tokens, and its row goes when nobody needs it any more.
 *
 * Invariant: a check's token reaches one path of one upstream, and nothing sealed outlives it.
 */
export { type CheckCall, checkCallOf } from './check-call.js'
export { type KeyCheck, KeyChecks } from './key-checks.service.js'
