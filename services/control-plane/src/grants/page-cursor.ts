import { fault } from '@1relay/faults'

/** An opaque place in a list: the sort key of the last row that was shown. */
export const formatCursor = (place: readonly (string | number)[]): string =>
  Buffer.from(JSON.stringify(place)).toString('base64url')

/** The sort key in a cursor, with parts of the given types; `invalid_request` for anything that we did not make. */
export const parseCursor = <T extends readonly ('string' | 'number')[]>(
  cursor: string,
  ...types: T
): { [K in keyof T]: T[K] extends 'string' ? string : number } => {
  const place = read(cursor)
  const fits =
    Array.isArray(place) &&
    place.length === types.length &&
    place.every((part, i) => typeof part === types[i] && (typeof part !== 'number' || Number.isSafeInteger(part)))
  if (!fits) throw invalidCursor()
  // A cursor is the caller's to forge: U+0000 would be an error of the database.
  if (place.some((part) => typeof part === 'string' && part.includes('\0'))) throw invalidCursor()
  return place as never
}

const read = (cursor: string): unknown => {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
}

const invalidCursor = () =>
  fault('invalid_request', 'a cursor that is not ours', {
    details: [{ field: 'cursor', problem: 'is not a nextCursor of this list' }],
  })
