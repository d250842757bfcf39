/**
 * Where the relay's private keys come from: its environment, a private file, or a file whose keys AWS KMS, Google Cloud KMS or HashiCorp Vault
 * unwraps at the start. It keeps no key (relay-keys/ does) and opens no credential (open/).
 *
 * Invariant: a plain key is in memory only, as bytes that whoever asked for them wipes; no error, log or file of ours has one.
 * Protocol §3; why there is no SDK of any cloud in here: docs/decisions/2026-11-21-keys-of-the-relay.md.
 */
export { chooseKeySource, kmsOf, type KeySettings, type KmsSettings } from './choose.js'
export { KeySourceProblem, type KeySource } from './key-source.port.js'
export { KMS_KINDS, type Kms, type KmsKind } from './kms.port.js'
export { makeKey, wrapKeys } from './make-keys.fs.js'
export { keySettings } from './settings.js'
export { formatWrappedKeys, parseWrappedKeys, type WrappedKey } from './wrapped-keys.js'
