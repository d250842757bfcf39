const ESCAPES: Readonly<Record<string, string>> = { '\u2028': '\\u2028', '\u2029': '\\u2029' }

/** A value as one line with its end. Also for readers that end lines at U+2028 and U+2029, which JSON lets stand as they are. */
export const jsonLine = (value: unknown): string =>
  `${JSON.stringify(value).replace(/[\u2028\u2029]/g, (separator) => ESCAPES[separator] ?? '')}\n`
