const EXACT = /^[a-z][a-z0-9+.-]*:\/\/(?:[a-z0-9.-]+|\[[0-9a-f:]+\])(?::\d{1,5})?$/
const SUBDOMAINS = /^(https?:\/\/)\*(\.[a-z0-9-]+(?:\.[a-z0-9-]+)+)(:\d{1,5})?$/
const ANY_PORT = /^(http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])):\*$/
const LABELS = /^[a-z0-9-]+(?:\.[a-z0-9-]+)*$/

/**
 * Whether a text can stand in a list of allowed origins: `*`, an origin as browsers write it (`https://app.example.com`), all hosts under
 * one of two labels or more (`https://*.example.com`), or this machine at any port (`http://localhost:*`).
 */
export const isOriginPattern = (text: string): boolean =>
  text === '*' || EXACT.test(text) || SUBDOMAINS.test(text) || ANY_PORT.test(text)

/** Whether one of the patterns names the origin of an `Origin` header. `null`, which any sandboxed frame sends, is named by `*` alone. */
export const allowsOrigin = (patterns: readonly string[], origin: string): boolean =>
  patterns.some(
    (pattern) => pattern === '*' || pattern === origin || isUnder(pattern, origin) || isLocal(pattern, origin),
  )

// The labels are read, not just the end: `https://evil.test/.example.com` ends like a subdomain too.
const isUnder = (pattern: string, origin: string): boolean => {
  const [, scheme, domain, port = ''] = SUBDOMAINS.exec(pattern) ?? []
  if (scheme === undefined || domain === undefined) return false
  const end = domain + port
  return origin.startsWith(scheme) && origin.endsWith(end) && LABELS.test(origin.slice(scheme.length, -end.length))
}

const isLocal = (pattern: string, origin: string): boolean => {
  const [, host] = ANY_PORT.exec(pattern) ?? []
  return (
    host !== undefined &&
    (origin === host || (origin.startsWith(`${host}:`) && /^\d{1,5}$/.test(origin.slice(host.length + 1))))
  )
}
