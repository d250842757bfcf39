/**
 * The door for our own relay: cold grants, and nothing else. Not part of the public contract; its shape is `ColdGrantAnswer`
 * of contracts.
 *
 * Invariant: only who shows the internal secret is answered (data plane §4).
 */
export { ColdGrantsController } from './cold-grants.controller.js'
