/**
 * Protected keys: the real keys of workspaces, sealed to the relay. They are replaced in place, sealed anew when relays rotate their own
 * keys, and deleted; they are never shown again, in no part. Issues no disposable keys and calls no upstream.
 *
 * Invariant: nothing here opens a credential; a plain one is sealed before anything else happens with it. Every live grant of a
 * protected key carries its current credential, whatever happens at the same time.
 *
 * Protocol §3.
 */
export { credentialOf, type ProtectedKey } from './protected-key.js'
export { ProtectedKeys, type SeenProtectedKey } from './protected-keys.service.js'
export { Resealing } from './reseal.service.js'
