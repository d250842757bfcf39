/**
 * Delegated credentials: short-lived keys that a workspace's automations mint for themselves with a management token, in the wire format of
 * RelayKey (snake_case). Issues nothing itself: a minted key is a disposable key like any other, of owner `delegated`.
 *
 * Invariant: no minted key can do, live, spend or be more than the bounds of its provisioner, under any concurrency; a provisioner sees and
 * ends what it minted and nothing else.
 */
export { DelegatedCredentials } from './delegated-credentials.service.js'
