/** Normal form of registered origins (as browsers send them), without duplicates; undefined if one is none. */
export const normaliseOrigins = (written: readonly string[]): string[] | undefined => {
  const origins = written.map((text) => {
    const url = URL.parse(text)
    // Only what is written as an origin: a URL with a path would silently mean more than it says.
    const isOrigin = url !== null && url.pathname === '/' && url.search === '' && url.hash === '' && url.username === ''
    return isOrigin && (url.protocol === 'https:' || isLocal(url)) ? url.origin : undefined
  })
  return origins.every((origin) => origin !== undefined) ? [...new Set(origins)] : undefined
}

const isLocal = ({ protocol, hostname }: URL): boolean =>
  protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
