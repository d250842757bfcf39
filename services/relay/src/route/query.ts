export interface QueryParameter {
  /** Decoded and lower-cased, cut at the first bracket, so that `Stream[0]` is judged as `stream`. */
  readonly name: string
  /** As it was sent. */
  readonly raw: string
}

export type QueryReading =
  { readonly ok: true; readonly parameters: readonly QueryParameter[] } | { readonly ok: false; readonly why: string }

/** The parameters of a query string (without `?`). `;` separates too, because some servers still read it so. */
export const readQuery = (query: string): QueryReading => {
  if (query === '') return { ok: true, parameters: [] }

  if (/[\u0000-\u0020\u007f-\uffff#\\]/.test(query)) return { ok: false, why: 'character that a query cannot carry' }
  const parameters: QueryParameter[] = []
  for (const raw of query.split(/[&;]/)) {
    const encoded = raw.split('=', 1)[0] ?? ''
    try {
      const name = decodeURIComponent(encoded.replaceAll('+', ' '))
      // A NUL ends a name for servers that are written in C.
      if (/[\u0000-\u001f\u007f]/.test(name)) return { ok: false, why: 'control character in a name' }
      parameters.push({ name: (name.split('[', 1)[0] ?? '').trim().toLowerCase(), raw })
    } catch {
      return { ok: false, why: 'broken percent-encoding' }
    }
  }
  return { ok: true, parameters }
}

/**
 * The query as it is forwarded: without `key`, where Google's API takes a credential. A credential in a URL ends up in logs, so
 * it is never one of ours to read and never the caller's to send.
 */
export const withoutKeyParameter = (query: string): string =>
  query
    .split('&')
    .filter((part) => {
      const reading = readQuery(part)
      return !reading.ok || !reading.parameters.some(({ name }) => name === 'key')
    })
    .join('&')

/** The one `model` of a query; null if there is none, or more than one, of which nobody could say which counts. */
export const modelInQuery = (query: string): string | null => {
  const reading = readQuery(query)
  const named = reading.ok ? reading.parameters.filter(({ name }) => name === 'model') : []
  const models = new URLSearchParams(query).getAll('model')
  return named.length === 1 && models.length === 1 && models[0] !== '' ? (models[0] as string) : null
}
