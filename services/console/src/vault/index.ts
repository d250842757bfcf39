/**
 * The vault's pages: making it, its keys, rotation, and the ways to open it.
 *
 * It does no cryptography itself (`@1relay/custody`), and keeps no key beyond the moment in which it is shown.
 *
 * Invariant: a credential is never part of React's state, of a cache or of an address.
 */
export { vaultRoutes } from './routes.js'
export { byProvider, keysQuery, providerName, useProviderName } from './keys.js'
export { useOwner } from './use-owner.js'
