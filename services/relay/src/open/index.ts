/**
 * Opens the credential of a grant with the seal half that the request brought. It keeps nothing: no cache of keys or credentials.
 *
 * Invariant: credential bytes exist from the opening until the upstream's request head is built, then they are overwritten.
 * Protocol §3 and §5. (Relay-sealed credentials belong to protected keys, which this relay does not serve yet.)
 */
export { Credential } from './credential.js'
export { openTokenSealed, type Opened } from './open.crypto.js'
