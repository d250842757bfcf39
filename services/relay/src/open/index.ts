/**
 * Opens the credential of a grant: with the seal half that the request brought, or with the relay's own key (relay-keys/). It keeps no key and no
 * credential, and does not know how a credential is shown (inject/).
 *
 * Invariant: credential bytes exist from the opening until the upstream's request head is built, then they are overwritten. Nothing opens for
 * another owner, upstream or workspace than it was sealed for. Protocol §3 and §5.
 */
export { openTokenSealed, sealKey, type Opened } from './open.crypto.js'
export { openRelaySealed, type RecipientKey } from './open-relay.crypto.js'
export { openProtected, type OpenedProtected } from './protected.js'
export { privateKeyOf, rawPublicKey, relayKeyIdOf } from './x25519.crypto.js'
