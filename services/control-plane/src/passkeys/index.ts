/**
 * Passkeys (WebAuthn): adding one to an account, signing in without a name, renaming, removing. Proves whose account it is; sessions
 * are begun in accounts/. That a passkey can also unlock the vault is between it and the browser: what it takes is a wrapped key in
 * vault/, and the outputs of its PRF are refused by the contract.
 *
 * Invariant: a challenge is answered once, for what and for whom it was made; every check holds the origin, the RP ID, and that the
 * person was verified; a counter never goes back.
 */
export { type Passkey, Passkeys } from './passkeys.service.js'
export { presentPasskey } from './present-passkey.js'
