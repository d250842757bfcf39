/**
 * A person's vault as the server sees it: a wrapped key, the parameters to unwrap it, and sealed items. Derives, opens and
 * checks nothing: that happens in the browser (protocol §3, Vault).
 *
 * Invariant: only ciphertext, salts and nonces come in, and they leave only to the account they belong to.
 */
export { type PasskeyWrap, PasskeyWraps } from './passkey-wraps.service.js'
export { type SealedKey, type StoredKey, type StoredVault, type VaultContent, Vaults } from './vaults.service.js'
