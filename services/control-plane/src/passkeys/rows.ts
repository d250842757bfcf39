import { PasskeyRow } from './passkey.row.js'

export const passkeyRows = [PasskeyRow] as const
