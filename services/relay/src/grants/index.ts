/**
 * Finds the grant behind a token in memory, Redis or the control plane. It checks no token (token/), does not decide what the grant covers (judge/) and
 * writes no projection: only the control plane does.
 *
 * Invariant: a cached grant is never more than a guess; the admission script refuses it if it is not the current version.
 * Data-plane §1.3, protocol §2.
 */
export { isCapped } from './capped.js'
export { ColdGate, type ColdGateOptions } from './cold-gate.js'
export { FindGrant, type FindOptions } from './find.service.js'
export type { ColdGrants, GrantStore } from './grant-store.port.js'
export type { Pins } from './pins.port.js'
export type { Networks, NetworkWord } from './networks.port.js'
export { ASKS_A_MINUTE, NewNetworks, type NewNetwork } from './new-networks.service.js'
