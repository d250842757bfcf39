import { ManagementTokenRow } from './management-token.row.js'

export const managementTokenRows = [ManagementTokenRow] as const
