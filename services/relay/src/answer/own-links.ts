/** Where a URI that an upstream names leads for the caller; the same URI if it is none of the upstream's own. */
export type Lead = (uri: string) => string

/**
 * Leads of an upstream's own addresses back to the path of its protected key. A client that followed one as it stands would show its
 * disposable key to the upstream itself: redirects and the pages of GitHub's lists would break, and the key would be in strange hands.
 */
export const leadBack = (origins: readonly string[], base: string): Lead => {
  return (uri) => {
    if (/^\/(?!\/)/.test(uri)) return base + uri
    const own = origins.find((origin) => uri.startsWith(origin) && /^(?:[/?#]|$)/.test(uri.slice(origin.length)))
    return own === undefined ? uri : base + uri.slice(own.length)
  }
}

/** Header pairs in which Location, Content-Location and the targets of Link lead where `lead` says. */
export const withLeads = (rawHeaders: readonly string[], lead: Lead): readonly string[] => {
  let led: string[] | undefined
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const value = rawHeaders[i + 1] as string
    const after = ledValue((rawHeaders[i] as string).toLowerCase(), value, lead)
    if (after === value) continue
    led ??= [...rawHeaders]
    led[i + 1] = after
  }
  return led ?? rawHeaders
}

const ledValue = (name: string, value: string, lead: Lead): string => {
  if (name === 'location' || name === 'content-location') return lead(value.trim())
  // RFC 8288 §3: targets stand in angle brackets, and those only outside of parameters.
  return name === 'link'
    ? value.replace(/(^|,)(\s*)<([^<>]*)>/g, (_, comma, blank, uri: string) => `${comma}${blank}<${lead(uri)}>`)
    : value
}
