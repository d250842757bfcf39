import { PasskeyWrapRow } from './passkey-wrap.row.js'
import { VaultKeyRow } from './vault-key.row.js'
import { VaultRow } from './vault.row.js'

export const vaultRows = [VaultRow, VaultKeyRow, PasskeyWrapRow] as const
