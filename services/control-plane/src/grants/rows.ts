import { GrantRow } from './grant.row.js'

export const grantRows = [GrantRow] as const
