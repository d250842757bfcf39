import { LinkSessionRow } from './link-session.row.js'

export const linkRows = [LinkSessionRow] as const
