import { normalisePath, type PathReading } from './path.js'

/** Where a request wants to go, by its target alone. Paths of proxy routes are upstream paths. */
export type Route =
  | { readonly kind: 'chat'; readonly query: string }
  | {
      readonly kind: 'passthrough'
      readonly slug: string
      readonly path: PathReading
      readonly query: string
      /** Browser-app mode: a page may be calling. */
      readonly isForPages?: true
    }
  /** Browser-app mode, where the model says which provider it is for. */
  | { readonly kind: 'model'; readonly query: string }
  /** A protected key by its id (`conn_…`): what follows it is the upstream's path. */
  | { readonly kind: 'protected'; readonly connectionId: string; readonly path: PathReading; readonly query: string }
  | { readonly kind: 'health' }
  | { readonly kind: 'elsewhere'; readonly target: string }
  | { readonly kind: 'nowhere'; readonly code: 'not_found' | 'method_not_supported' }

const CHAT = '/v1/proxy/chat/completions'
const PASSTHROUGH = '/v1/proxy/passthrough/'
const PAGES = '/relay/'
const PROTECTED = /^\/(conn_[0-9A-Za-z]{16})(\/.*)?$/
const NOWHERE: Route = { kind: 'nowhere', code: 'not_found' }

/** The route of a request target in origin-form; any other form (absolute, authority, asterisk) leads nowhere. */
export const readRoute = (method: string, target: string): Route => {
  const at = target.indexOf('?')
  const rawPath = at < 0 ? target : target.slice(0, at)
  const query = at < 0 ? '' : target.slice(at + 1)
  if (rawPath.startsWith(PASSTHROUGH)) return passthrough(rawPath.slice(PASSTHROUGH.length), query)
  if (rawPath.startsWith('/conn_')) return protectedKey(rawPath, query)
  if (rawPath.startsWith(PAGES)) return forPages(rawPath.slice(PAGES.length), query)
  const reading = normalisePath(rawPath)
  if (!reading.ok) return NOWHERE
  const { path } = reading
  if (path === CHAT)
    return method === 'POST' ? { kind: 'chat', query } : { kind: 'nowhere', code: 'method_not_supported' }
  if (path === '/relay')
    return takesModel(method) ? { kind: 'model', query } : { kind: 'nowhere', code: 'method_not_supported' }
  if (path === '/healthz') return { kind: 'health' }
  if (path.startsWith('/v1/proxy/') || path === '/v1/proxy' || isInternal(path)) return NOWHERE
  // Another spelling of such a path, with a token that belongs to nobody but us.
  if (path.startsWith('/conn_') || path.startsWith(PAGES)) return NOWHERE
  return { kind: 'elsewhere', target: query === '' ? path : `${path}?${query}` }
}

const passthrough = (rest: string, query: string): Extract<Route, { kind: 'passthrough' }> => {
  const slash = rest.indexOf('/')
  const slug = slash < 0 ? rest : rest.slice(0, slash)
  return { kind: 'passthrough', slug, path: normalisePath(slash < 0 ? '/' : rest.slice(slash)), query }
}

// A preflight has the path of the call that it is for.
const takesModel = (method: string): boolean => method === 'POST' || method === 'OPTIONS'

/** As a passthrough. A client of byok-relay leaves it to the server to ask Google for events instead of one JSON array. */
const forPages = (rest: string, given: string): Route => {
  const route = passthrough(rest, given)
  const { path } = route
  const isStream = route.slug === 'google' && path.ok && path.path.endsWith(':streamGenerateContent')
  const asksHow = /(?:^|&)alt=/.test(given)
  const query = isStream && !asksHow ? (given === '' ? 'alt=sse' : `${given}&alt=sse`) : given
  return { ...route, query, isForPages: true }
}

const protectedKey = (rawPath: string, query: string): Route => {
  const match = PROTECTED.exec(rawPath)
  if (match === null) return NOWHERE
  return { kind: 'protected', connectionId: match[1] as string, path: normalisePath(match[2] ?? '/'), query }
}

/** The control plane's internal endpoints, in the spellings that a router may take for them: they are never public. */
const isInternal = (path: string): boolean => /^\/internal(?:[/;%.]|$)/i.test(path)
