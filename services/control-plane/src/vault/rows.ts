import { VaultKeyRow } from './vault-key.row.js'
import { VaultRow } from './vault.row.js'

export const vaultRows = [VaultRow, VaultKeyRow] as const
