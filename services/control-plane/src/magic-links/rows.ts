import { MagicLinkRow } from './magic-link.row.js'

export const magicLinkRows = [MagicLinkRow] as const
