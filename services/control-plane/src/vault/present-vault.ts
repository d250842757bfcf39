import type { PasskeyWraps } from './passkey-wraps.service.js'
import type { StoredVault } from './vaults.service.js'

/** A vault as its person sees it. */
export const presentVault = async (wraps: PasskeyWraps, accountId: string, vault: StoredVault): Promise<unknown> => ({
  ...vault,
  passkeys: await wraps.list(accountId),
})
