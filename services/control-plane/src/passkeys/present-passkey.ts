import type { Passkey } from './passkeys.service.js'

/** A passkey as its person reads it; `unlocking` has the ids of those that open the vault. */
export const presentPasskey = (passkey: Passkey, unlocking: ReadonlySet<string>) => ({
  credentialId: passkey.id,
  name: passkey.name,
  isBackedUp: passkey.isBackedUp,
  unlocksVault: unlocking.has(passkey.id),
  createdAt: passkey.createdAt.toISOString(),
  lastUsedAt: passkey.lastUsedAt?.toISOString() ?? null,
})
