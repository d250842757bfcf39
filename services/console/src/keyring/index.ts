/**
 * The open vault of this tab: held while it is needed, wiped when it is locked, and locked when nobody is there.
 *
 * It opens nothing itself (`@1relay/custody` does) and stores nothing but how many minutes the person chose.
 *
 * Invariant: after `lock()` no byte of the vault key is left in this tab, and every page that showed something opened knows it.
 * A recovery code is the only copy: until the person says that it is saved, it is shown before any other page.
 */
export { AutoLockMinutes, DEFAULT_MINUTES, MINUTES_TO_CHOOSE } from './auto-lock-minutes.browser.js'
export { Deriving } from './deriving.js'
export { SaveCodeFirst, useCodeComing } from './save-code-first.js'
export { UnlockGate } from './unlock-gate.js'
export { UnlockPanel } from './unlock-panel.js'
export { useTryOnVault } from './use-try-on-vault.js'
export { useIsPasswordShared, useOpenVault, useVaultLease, useVaultStatus } from './use-vault.js'
export { vaultQuery, VAULT_KEY } from './vault-query.js'
export { type VaultSnapshot, VaultSession } from './vault-session.service.js'
export { VaultUserName } from './vault-user-name.js'
export { useVaultPorts } from './vault-ports.js'
