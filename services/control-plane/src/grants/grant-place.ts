import { formatCursor, parseCursor } from './page-cursor.js'

const YEAR_10000_MS = 253_402_300_800_000

/** The page of a list that was read with a limit of `pageSize + 1`, and the cursor of the next. */
export const cutPage = <T extends { readonly createdAt: Date; readonly id: string }>(
  found: readonly T[],
  pageSize: number,
): { shown: T[]; nextCursor: string | null } => {
  const shown = found.slice(0, pageSize)
  const last = found.length > pageSize ? shown.at(-1) : undefined
  return { shown, nextCursor: last === undefined ? null : formatCursor([last.createdAt.getTime(), last.id]) }
}

/** Where a page of grants begins. A time that no row can have is an error of the database, so it counts as a place at the end. */
export const placeOf = (cursor: string | undefined): { after?: { createdAt: Date; id: string } } => {
  if (cursor === undefined) return {}
  const [at, id] = parseCursor(cursor, 'number', 'string')
  return { after: { createdAt: new Date(at >= 0 && at < YEAR_10000_MS ? at : 0), id } }
}
