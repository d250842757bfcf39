// RFC 9110 §7.6.1 and the older names that proxies must not pass on either. `trailer` stays: it announces fields that we do pass.
const HOP_BY_HOP: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-authentication-info',
  'te',
  'transfer-encoding',
  'upgrade',
  'http2-settings',
])

// A Connection header that names these would strip what the relay itself relies on, or has judged by, so the nomination is ignored.
const NEVER_NOMINATED: ReadonlySet<string> = new Set([
  'host',
  'content-length',
  'content-type',
  'content-encoding',
  'authorization',
  'date',
])

/** The names of a message's headers that stay on this hop: the fixed ones and those that its Connection headers nominate. */
export const hopByHopNames = (rawHeaders: readonly string[]): ReadonlySet<string> => {
  let names: Set<string> | undefined
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const field = rawHeaders[i] as string
    if (field.length !== 'connection'.length || field.toLowerCase() !== 'connection') continue
    for (const option of (rawHeaders[i + 1] as string).toLowerCase().split(',')) {
      const name = option.trim()
      if (name === '' || NEVER_NOMINATED.has(name)) continue
      // What nearly every message says, and names no field that would not be dropped anyway.
      if (name === 'keep-alive' || name === 'close') continue
      names ??= new Set(HOP_BY_HOP)
      names.add(name)
    }
  }
  return names ?? HOP_BY_HOP
}
