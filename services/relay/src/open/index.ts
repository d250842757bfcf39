/**
 * Opens the credential of a grant with the seal half that the request brought. It keeps no key and no
 * credential.
 *
 * Invariant: credential bytes exist from the opening until the upstream's request head is built, then they are overwritten.
 * Protocol §3 and §5. (Relay-sealed credentials belong to protected keys, which this relay does not serve yet.)
 */
export { Credential } from './credential.js'
export { openTokenSealed, sealKey, type Opened } from './open.crypto.js'
export { openRelaySealed, type RecipientKey } from './open-relay.crypto.js'
export { privateKeyOf, rawPublicKey, relayKeyIdOf } from './x25519.crypto.js'
