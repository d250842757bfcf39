/**
 * 1Relay for pages without a server: registers a person, stores the keys that they bring, and calls providers through the relay. Speaks the
 * wire format of byok-relay, and offers the calls of its client under the same names.
 *
 * It keeps a token in the storage that it is given and nothing else; it shows no keys, for it cannot read them back.
 *
 * Invariant: with custody `page`, neither a key nor the half of the token that opens it is sent to the server that stores it. Protocol §2, §3.
 */
export { createClient, type BrowserClient } from './client.js'
export type { CallOptions, ChatOptions, ClientOptions } from './options.js'
export type { Custody } from './custody.js'
export { RelayError } from './relay-error.js'
export type { TokenStorage } from './token-storage.js'
