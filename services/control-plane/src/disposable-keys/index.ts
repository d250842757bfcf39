/**
 * Disposable keys: scoped, limited, expiring stand-ins for a protected key, in the hands of applications, agents, people and vendors. Each
 * is a grant of kind `key` with a row beside it that says whose it is. Judges no call and holds no credential but the sealed one of its
 * protected key; minting for provisioners goes through `DisposableKeys.issue` like everything else.
 *
 * Invariant: no key is without methods and paths; its token is shown once; of one that is revoked nothing sealed is left, and no relay takes
 * it once that has answered.
 */
export type { DisposableKey, KeyOwner } from './disposable-key.js'
export { DisposableKeys, type IssuedKey } from './disposable-keys.service.js'
export type { KeyOrder } from './key-order.js'
export type { SeenKey } from './seen-keys.js'
