import { normalisePath, type PathReading } from './path.js'

/** Where a request wants to go, by its target alone. Paths of proxy routes are upstream paths. */
export type Route =
  | { readonly kind: 'chat'; readonly query: string }
  | { readonly kind: 'passthrough'; readonly slug: string; readonly path: PathReading; readonly query: string }
  /** A protected key by its id (`conn_…`): what follows it is the upstream's path. */
  | { readonly kind: 'protected'; readonly connectionId: string; readonly path: PathReading; readonly query: string }
  | { readonly kind: 'health' }
  | { readonly kind: 'elsewhere'; readonly target: string }
  | { readonly kind: 'nowhere'; readonly code: 'not_found' | 'method_not_supported' }

const CHAT = '/v1/proxy/chat/completions'
const PASSTHROUGH = '/v1/proxy/passthrough/'
const PROTECTED = /^\/(conn_[0-9A-Za-z]{16})(\/.*)?$/
const NOWHERE: Route = { kind: 'nowhere', code: 'not_found' }

/** The route of a request target in origin-form; any other form (absolute, authority, asterisk) leads nowhere. */
export const readRoute = (method: string, target: string): Route => {
  const at = target.indexOf('?')
  const rawPath = at < 0 ? target : target.slice(0, at)
  const query = at < 0 ? '' : target.slice(at + 1)
  if (rawPath.startsWith(PASSTHROUGH)) return passthrough(rawPath.slice(PASSTHROUGH.length), query)
  if (rawPath.startsWith('/conn_')) return protectedKey(rawPath, query)
  const reading = normalisePath(rawPath)
  if (!reading.ok) return NOWHERE
  const { path } = reading
  if (path === CHAT)
    return method === 'POST' ? { kind: 'chat', query } : { kind: 'nowhere', code: 'method_not_supported' }
  if (path === '/healthz') return { kind: 'health' }
  if (path.startsWith('/v1/proxy/') || path === '/v1/proxy' || isInternal(path)) return NOWHERE
  // Another spelling of a protected key's path, with a token that belongs to nobody but us.
  if (path.startsWith('/conn_')) return NOWHERE
  return { kind: 'elsewhere', target: query === '' ? path : `${path}?${query}` }
}

const passthrough = (rest: string, query: string): Route => {
  const slash = rest.indexOf('/')
  const slug = slash < 0 ? rest : rest.slice(0, slash)
  return { kind: 'passthrough', slug, path: normalisePath(slash < 0 ? '/' : rest.slice(slash)), query }
}

const protectedKey = (rawPath: string, query: string): Route => {
  const match = PROTECTED.exec(rawPath)
  if (match === null) return NOWHERE
  return { kind: 'protected', connectionId: match[1] as string, path: normalisePath(match[2] ?? '/'), query }
}

/** The control plane's internal endpoints, in the spellings that a router may take for them: they are never public. */
const isInternal = (path: string): boolean => /^\/internal(?:[/;%.]|$)/i.test(path)
