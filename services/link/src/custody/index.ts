/**
 * What happens to secrets on the Link page: the vault is made, opened and recovered, a key is added, an app is approved.
 *
 * It renders nothing and remembers nothing of its own; the cryptography is `@1relay/vault`, the server is a port.
 *
 * Invariant: the master password, the vault key, a credential and the seal half never reach the server, and every byte array
 * with one of them is overwritten when its work is done. Protocol §3 and §4.
 */
export { addKey, type NewCredential } from './add-key.service.js'
export { type Approval, approve, type Approved } from './approve.service.js'
export { inWorker } from './argon2id.browser.js'
export { Keyring } from './keyring.js'
export { makeVault, type OpenedVault, openVault, recoverVault, type VaultPorts } from './vault.service.js'
