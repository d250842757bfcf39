/**
 * The public keys of relays: what they announce, and what credentials are sealed to. Holds no private key and opens nothing.
 *
 * Invariant: a key is only ever given with the id that it has itself, and what no relay has announced is not sealed to.
 *
 * Protocol §3.
 */
export { RelayKeys } from './relay-keys.service.js'
