/** What JSON can say. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json }

/** A value that has no canonical form. */
export class NotCanonical extends Error {
  constructor(problem: string) {
    super(`no canonical form: ${problem}`)
    this.name = 'NotCanonical'
  }
}

const text = (value: string): string => {
  // Encoded as UTF-8, every lone surrogate would become the same U+FFFD.
  if (!value.isWellFormed()) throw new NotCanonical('a lone surrogate')
  return JSON.stringify(value)
}

const number = (value: number): string => {
  if (!Number.isFinite(value)) throw new NotCanonical('a number that is not finite')
  if (Object.is(value, -0)) throw new NotCanonical('a negative zero')
  return JSON.stringify(value)
}

const object = (value: object): string => {
  const members = Object.entries(value)
    // By UTF-16 code units, as RFC 8785 §3.2.3 wants it: what `<` compares by.
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${text(name)}:${canonicalJson(member as Json)}`)
  return `{${members.join(',')}}`
}

/**
 * The one text of a JSON value (RFC 8785): no blanks, members sorted by UTF-16 code units, numbers and strings as ECMAScript writes
 * them. Different values have different texts. Throws NotCanonical for what JSON cannot say exactly.
 */
export const canonicalJson = (value: Json): string => {
  switch (typeof value) {
    case 'string':
      return text(value)
    case 'number':
      return number(value)
    case 'boolean':
      return String(value)
    case 'object':
      if (value === null) return 'null'
      return Array.isArray(value) ? `[${value.map(canonicalJson).join(',')}]` : object(value)
    default:
      throw new NotCanonical(`a value of type ${typeof value}`)
  }
}
