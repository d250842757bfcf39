import { AccountRow } from './account.row.js'
import { SessionRow } from './session.row.js'

export const accountRows = [AccountRow, SessionRow] as const
