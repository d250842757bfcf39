export interface QueryParameter {
  /** Decoded and lower-cased, without brackets and what is in them, so that `Stream[0]` is judged as `stream`. */
  readonly name: string
  /** What else servers of other kinds make of the same spelling; absent for nearly every name. */
  readonly aliases?: readonly string[]
  /** As it was sent. */
  readonly raw: string
}

export type QueryReading =
  { readonly ok: true; readonly parameters: readonly QueryParameter[] } | { readonly ok: false; readonly why: string }

const NO_PARAMETERS: QueryReading = { ok: true, parameters: [] }

/** The parameters of a query string (without `?`). `;` separates too, because some servers still read it so. */
export const readQuery = (query: string): QueryReading => {
  if (query === '') return NO_PARAMETERS

  if (/[\u0000-\u0020\u007f-\uffff#\\]/.test(query)) return { ok: false, why: 'character that a query cannot carry' }
  const parameters: QueryParameter[] = []
  for (const raw of query.split(/[&;]/)) {
    const encoded = raw.split('=', 1)[0] ?? ''
    if (PLAIN_NAME.test(encoded)) {
      parameters.push({ name: encoded.toLowerCase(), raw })
      continue
    }
    try {
      const name = decodeURIComponent(encoded.replaceAll('+', ' '))
      // A NUL ends a name for servers that are written in C.
      if (/[\u0000-\u001f\u007f]/.test(name)) return { ok: false, why: 'control character in a name' }
      // A server that decodes twice would see another name.
      if (name.includes('%')) return { ok: false, why: 'double encoding in a name' }
      parameters.push({ ...namesOf(name), raw })
    } catch {
      return { ok: false, why: 'broken percent-encoding' }
    }
  }
  return { ok: true, parameters }
}

const PLAIN_NAME = /^[A-Za-z0-9_-]*$/

/**
 * A name as the readers of common servers see it. Rack and qs skip leading brackets; PHP turns dots, blanks and an unclosed bracket
 * into `_`; what binds to objects (Spring, ASP.NET) reads a dot as a member; best-fit mappings fold wide letters into ASCII.
 */
const namesOf = (decoded: string): Pick<QueryParameter, 'name' | 'aliases'> => {
  const bare = decoded
    .normalize('NFKC')
    .toLowerCase()
    .replace(/^[\s?[\]]+/, '')
    .trimEnd()
  const name = (bare.split(/[[\]]/, 1)[0] ?? '').trimEnd()
  const aliases = [bare.replace(/[ .[]/g, '_'), name.replace(/[ .]/g, '_'), name.split('.', 1)[0] ?? '']
  return { name, aliases: aliases.filter((alias, at) => alias !== name && aliases.indexOf(alias) === at) }
}

/** Whether a parameter may be read as one of the given names (which are in lower case). */
export const isNamed = ({ name, aliases }: QueryParameter, names: ReadonlySet<string>): boolean =>
  names.has(name) || (aliases !== undefined && aliases.some((alias) => names.has(alias)))

/**
 * The query without a parameter that a credential takes upstream. A credential in a URL ends up in logs, so it is never one of ours to
 * read and never the caller's to send. Parts that cannot be read stay: the judge refuses them.
 */
export const withoutParameter = (query: string, name: string): string => {
  const names = new Set([name.toLowerCase()])
  return query
    .split('&')
    .filter((part) => {
      const reading = readQuery(part)
      return !reading.ok || !reading.parameters.some((parameter) => isNamed(parameter, names))
    })
    .join('&')
}

// `api_key`, `access_token`, `X-Amz-Signature`, `pwd`, OAuth's `code`, and their like.
const SECRET_NAME = /(?:^|[_-])(?:api)?(?:key|token|secret|password|passwd|pwd|auth|sig|signature|credential|code)s?$/
const RECORDED_MAX = 2048

/**
 * A query as it is recorded: bounded, and without the values of parameters that are named like credentials. They are what people most regret
 * to find in a log, whatever they agreed to have recorded.
 */
export const recordedQuery = (query: string): string =>
  query
    .slice(0, RECORDED_MAX)
    .split(/([&;])/)
    .map((part) => {
      const reading = readQuery(part)
      const isOpen = reading.ok && !reading.parameters.some(isSecret)
      return isOpen ? part : part.replace(/=.*$/, '=***')
    })
    .join('')
    .slice(0, RECORDED_MAX)

const isSecret = ({ name, aliases }: QueryParameter): boolean =>
  SECRET_NAME.test(name) || aliases?.some((alias) => SECRET_NAME.test(alias)) === true

/** The one `model` of a query; null if there is none, or more than one, of which nobody could say which counts. */
export const modelInQuery = (query: string): string | null => {
  const reading = readQuery(query)
  const named = reading.ok ? reading.parameters.filter(({ name }) => name === 'model') : []
  const models = new URLSearchParams(query).getAll('model')
  return named.length === 1 && models.length === 1 && models[0] !== '' ? (models[0] as string) : null
}
