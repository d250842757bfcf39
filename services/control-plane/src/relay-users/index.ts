/**
 * People of browser apps: a page without a server registers them, stores their keys and gets a token, in the wire format of byok-relay.
 * Each is one grant of kind `user` that owns itself; calls are the relay's. It knows no account and sends no mail.
 *
 * Invariant: a key is sealed under the seal half of the token that came with it, in this process's memory, and dropped; neither half of a token
 * is stored, so no secret of ours opens a key. A key goes to the one upstream that it was sealed for. Protocol §2, §3.
 */
export { type Probe, type ProbeVerdict } from './key-probe.port.js'
export { PostgresUserHistory } from './user-history.postgres.js'
export { RelayUsers, type ShownToken } from './relay-users.service.js'
