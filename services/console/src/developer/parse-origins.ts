/** The origins of a text, one a line or separated by commas, or a sentence about the first that is none. */
export const parseOrigins = (
  text: string,
): { readonly ok: true; readonly origins: string[] } | { readonly ok: false; readonly problem: string } => {
  const typed = [...new Set(text.split(/[\s,]+/).filter(Boolean))]
  if (typed.length === 0) return { ok: false, problem: 'At least one, such as https://app.example.com.' }
  const wrong = typed.find((origin) => !isOrigin(origin))
  if (wrong !== undefined) {
    return { ok: false, problem: `${wrong} is not an origin: scheme, host and port alone, https except for localhost.` }
  }
  return { ok: true, origins: typed }
}

const isOrigin = (text: string): boolean => {
  const url = URL.parse(text)
  if (url === null || url.origin !== text) return false
  return (
    url.protocol === 'https:' || (url.protocol === 'http:' && /^(?:localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname))
  )
}
