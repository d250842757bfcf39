/**
 * Connections: what a person granted to an app through Link, as both see it. A view on grants, with no storage of its own.
 *
 * Invariant: nobody sees or ends a connection that is neither theirs nor their app's; only the person changes its terms; nothing
 * sealed leaves (protocol §3: an app holds the seal half, so it must never see the ciphertext).
 */
export { Connections, type Connection } from './connections.service.js'
