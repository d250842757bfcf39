import { IpConfirmationRow } from './ip-confirmation.row.js'
import { TrustedIpRow } from './trusted-ip.row.js'

export const trustedIpRows = [TrustedIpRow, IpConfirmationRow] as const
