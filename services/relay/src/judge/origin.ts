interface Origins {
  readonly exact: ReadonlySet<string>
  /** Of `https://*.example.com`: `https://` and `.example.com`. */
  readonly under: readonly { readonly before: string; readonly after: string }[]
}

// Read once for as long as the grant is in memory.
const read = new WeakMap<readonly string[], Origins>()

// What a star stands for: labels of a host name, as browsers write them. No port, no user, no path could be hidden in it.
const LABELS = /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/

/**
 * Whether a page may use a grant, by the Origin header that its browser sends. A grant for pages is for nothing else: without the header,
 * or with an opaque origin (`null`), it is not allowed. Outside browsers anybody can write the header; this binds honest ones.
 */
export const allowsOrigin = (origins: readonly string[], origin: string | undefined): boolean => {
  if (origin === undefined || origin === '' || origin === 'null') return false
  const { exact, under } = originsOf(origins)
  return exact.has(origin) || under.some((one) => isUnder(origin, one))
}

const isUnder = (origin: string, { before, after }: Origins['under'][number]): boolean =>
  origin.startsWith(before) &&
  origin.endsWith(after) &&
  LABELS.test(origin.slice(before.length, Math.max(before.length, origin.length - after.length)))

const originsOf = (origins: readonly string[]): Origins => {
  const known = read.get(origins)
  if (known !== undefined) return known
  const parts = origins.map((origin) => /^(https?:\/\/)\*(\..+)$/.exec(origin))
  const made = {
    exact: new Set(origins.filter((_, at) => parts[at] === null)),
    under: parts.flatMap((part) => (part === null ? [] : { before: part[1] as string, after: part[2] as string })),
  }
  read.set(origins, made)
  return made
}
