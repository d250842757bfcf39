/**
 * What holds a person's keys: their live connections and bot tokens, taken together. Lists those that a key of the vault went
 * into, puts a new sealed credential in place of an old one, and ends them all at once. Has no storage of its own, and opens
 * nothing: the browser unwraps the owner envelope and seals.
 *
 * Invariant: only the owner sees an envelope, nobody a sealed credential; when a change has answered, relays have it.
 *
 * Protocol §3, Owner envelope.
 */
export { type Resealed, type SealedGrant, SealedGrants } from './sealed-grants.service.js'
