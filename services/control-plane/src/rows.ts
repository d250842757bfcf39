import { accountRows } from './accounts/rows.js'
import { appRows } from './apps/rows.js'
import { grantRows } from './grants/rows.js'
import { linkRows } from './link/rows.js'
import { magicLinkRows } from './magic-links/rows.js'
import { managementTokenRows } from './management-tokens/rows.js'
import { passkeyRows } from './passkeys/rows.js'
import { trustedIpRows } from './trusted-ips/rows.js'
import { vaultRows } from './vault/rows.js'

/** Every row class, for the data source. One line a domain. */
export const rows = [
  ...accountRows,
  ...magicLinkRows,
  ...passkeyRows,
  ...vaultRows,
  ...appRows,
  ...grantRows,
  ...linkRows,
  ...managementTokenRows,
  ...trustedIpRows,
] as const
