/**
 * Tries a key: one call of one minute, through the relay, before the key is kept or shared.
 *
 * It keeps nothing, and it knows what providers answer only as far as a status says it.
 *
 * Invariant: the key travels sealed, and the seal half that opens it goes to the relay's own path and to no other. Protocol §3.
 */
export { checkKey, type KeyCheckInput } from './key-check.service.js'
export { makeHttpRelay } from './relay.http.js'
export type { Relay, RelayAnswer } from './relay.port.js'
export { verdictOf } from './verdict.js'
