import type { Place } from './credential.js'
import { hopByHopNames } from './hop-by-hop.js'

// Credentials of the caller, wherever they are; what says who the caller is; what the relay sets itself.
const DROPPED: ReadonlySet<string> = new Set([
  'authorization',
  'x-api-key',
  'x-goog-api-key',
  'api-key',
  'cookie',
  'cookie2',
  'host',
  'content-length',
  'accept-encoding',
  'expect',
  'forwarded',
  'via',
  'x-real-ip',
  'true-client-ip',
  'cf-connecting-ip',
  'x-client-ip',
  'x-cluster-client-ip',
  'fastly-client-ip',
  'x-original-url',
  'x-rewrite-url',
  // The method that was judged is the method that counts; Google's APIs, for one, heed these.
  'x-http-method-override',
  'x-http-method',
  'x-method-override',
])

// What a browser says of a page, and what is said to us alone. Anthropic refuses calls that come from a page, and no upstream needs to know which.
const OF_PAGES = /^(?:origin|referer|x-relay-.*|sec-.*|access-control-.*)$/

export interface UpstreamHeaders {
  readonly rawHeaders: readonly string[]
  readonly place: Place
  /** The header that the caller's token came in, in lower case. */
  readonly without?: string | undefined
  /** Bytes of the body when they are known; null: chunked, or no body. */
  readonly contentLength: number | null
  /** In browser-app mode: headers that the upstream wants, in lower case, where the caller has not sent them. */
  readonly forPage?: Readonly<Record<string, string>> | undefined
}

/**
 * The header pairs that go upstream: the caller's, minus hop-by-hop, identity and credential headers. Names keep their case and
 * repeated fields stay repeated. The credential itself is added by the forwarder, so that it never becomes a string.
 */
export const upstreamHeaders = (input: UpstreamHeaders): string[] => {
  const { rawHeaders, place } = input
  const shownAs = place.in === 'header' ? judgedName(place.name) : undefined
  const without = input.without === undefined ? undefined : judgedName(input.without)
  const hop = hopByHopNames(rawHeaders)
  const headers: string[] = []
  const missing = input.forPage === undefined ? undefined : new Map(Object.entries(input.forPage))
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = judgedName(rawHeaders[i] as string)
    if (hop.has(name) || isDropped(name) || name === shownAs || name === without) continue
    if (missing !== undefined && OF_PAGES.test(name)) continue
    missing?.delete(name)
    headers.push(rawHeaders[i] as string, rawHeaders[i + 1] as string)
  }
  if (missing !== undefined) headers.push(...[...missing].flat())
  // Inside a compressed answer nobody finds a credential that comes back, or reads what it costs before it has passed.
  headers.push('accept-encoding', 'identity')
  if (input.contentLength !== null) headers.push('content-length', String(input.contentLength))
  return headers
}

// CGI and its kin read `content_length` and `content-length` as one: both are judged as the latter, and sent as they are if they pass.
const judgedName = (name: string): string => {
  const lower = name.toLowerCase()
  return lower.includes('_') ? lower.replaceAll('_', '-') : lower
}

const isDropped = (name: string): boolean =>
  DROPPED.has(name) || name.startsWith('x-1relay-') || name.startsWith('x-forwarded-')
