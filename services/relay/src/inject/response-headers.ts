import { hopByHopNames } from './hop-by-hop.js'

/**
 * The pairs of an upstream's answer that reach the caller: all but hop-by-hop ones and names that are ours to set. `mayTrail`: the
 * answer travels in chunks; where it does not, nothing may announce trailers, or Node throws while it writes the head.
 */
export const responseHeaders = (
  rawHeaders: readonly string[],
  added: readonly string[],
  { mayTrail, isForPage }: { readonly mayTrail: boolean; readonly isForPage: boolean },
): string[] => {
  const hop = hopByHopNames(rawHeaders)
  const headers: string[] = []
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = (rawHeaders[i] as string).toLowerCase()
    if (hop.has(name) || name.startsWith('x-1relay-') || (!mayTrail && name === 'trailer')) continue
    // Whose pages may read it is ours to say: an upstream's word beside it would make two.
    if (isForPage && name.startsWith('access-control-')) continue
    headers.push(rawHeaders[i] as string, rawHeaders[i + 1] as string)
  }
  headers.push(...added)
  return headers
}

/** Trailer pairs that may pass: never what frames or routes a message (RFC 9110 §6.5.1). */
export const responseTrailers = (rawTrailers: readonly string[]): [string, string][] => {
  const trailers: [string, string][] = []
  for (let i = 0; i + 1 < rawTrailers.length; i += 2) {
    const name = rawTrailers[i] as string
    if (FORBIDDEN_TRAILERS.has(name.toLowerCase()) || name.toLowerCase().startsWith('x-1relay-')) continue
    trailers.push([name, rawTrailers[i + 1] as string])
  }
  return trailers
}

const FORBIDDEN_TRAILERS: ReadonlySet<string> = new Set([
  'transfer-encoding',
  'content-length',
  'content-encoding',
  'content-type',
  'host',
  'connection',
  'trailer',
  'set-cookie',
  'authorization',
])
