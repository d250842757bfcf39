/** What a request's head says that is judged here, as Node's parser gives it. */
export interface RequestHead {
  readonly httpVersion: string
  readonly rawHeaders: readonly string[]
  readonly headers: Readonly<{ host?: string | undefined; 'transfer-encoding'?: string | undefined }>
}

// RFC 3986 §3.2: a name or an address, and a port. No user, no path, no list.
const HOST = /^(?:[\w.~%!$&'()*+;=-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/

/**
 * Whether two servers could read a head differently although Node's parser takes it. More than one Host, or one that is none
 * (RFC 9112 §3.2): a router in front may have taken the other. More than one Content-Type: whether a body is read depends on it, and Node names
 * the first while both go on. A coding that is not undone here (§6.1) would reach the upstream as
 * if it were the body; in HTTP/1.0 any coding is faulty framing (§6.1).
 */
export const isAmbiguousHead = ({ httpVersion, rawHeaders, headers }: RequestHead): boolean => {
  const { host, 'transfer-encoding': coding } = headers
  if (coding !== undefined && (httpVersion !== '1.1' || coding.toLowerCase() !== 'chunked')) return true
  return (host !== undefined && !HOST.test(host)) || repeatsOne(rawHeaders)
}

const repeatsOne = (rawHeaders: readonly string[]): boolean => {
  let hosts = 0
  let types = 0
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] as string
    if (name.length === 4 && name.toLowerCase() === 'host') hosts++
    else if (name.length === 12 && name.toLowerCase() === 'content-type') types++
  }
  return hosts > 1 || types > 1
}
