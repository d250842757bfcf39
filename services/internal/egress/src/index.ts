/**
 * Keeps our services from being a way into networks that a caller cannot reach: judges every address of an upstream or a webhook that no
 * operator configured. It opens no connection itself and does not guard operator-configured origins.
 *
 * Invariant: the address that is dialled is the address that was judged. Data-plane §3.
 */
export { isPublicAddress } from './address.js'
export { guardedLookup, NOT_PUBLIC } from './lookup.dns.js'
export { readCustomOrigin } from './origin.js'
