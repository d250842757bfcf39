import type { GrantScope } from '@1relay/contracts'
import { isNamed, withoutPathParameters, type QueryReading } from '../route/index.js'
import { pathGlob, type PathGlob } from './glob.js'
import { ALLOWED, refusal, type Verdict } from './verdict.js'

// Frameworks that let a query say the method that counts (Symfony and its kin `_method`, ServiceStack the header's name).
const METHOD_OVERRIDES: ReadonlySet<string> = new Set([
  '_method',
  'x-http-method-override',
  'x-http-method',
  'x-method-override',
])

interface ReadScope {
  readonly methods: ReadonlySet<string> | undefined
  readonly paths: readonly PathGlob[] | undefined
  readonly denied: ReadonlySet<string> | undefined
}

// Read once for as long as the grant is in memory.
const scopes = new WeakMap<GrantScope, ReadScope>()

const readScope = (scope: GrantScope): ReadScope => {
  const known = scopes.get(scope)
  if (known !== undefined) return known
  const { methods, paths, deniedQueryParameters: denied } = scope
  const read = {
    methods: methods && new Set(methods.map((method) => method.toUpperCase())),
    paths: paths?.map(pathGlob),
    // Parameters are judged without their brackets: `filter[status]` denies every filter.
    denied: denied && new Set(denied.map((name) => name.toLowerCase().split('[', 1)[0] as string)),
  }
  scopes.set(scope, read)
  return read
}

export const allowsMethod = (scope: GrantScope, method: string): boolean => {
  const { methods } = readScope(scope)
  return methods === undefined || methods.has(method)
}

/** Both readings of a path with parameters in its segments have to be allowed: `/secret;.json` is `/secret` to servers that cut them off. */
export const allowsPath = (scope: GrantScope, path: string): boolean => {
  const { paths } = readScope(scope)
  if (paths === undefined) return true
  const bare = withoutPathParameters(path)
  return paths.some((glob) => glob(path)) && (bare === undefined || paths.some((glob) => glob(bare)))
}

export const judgeQuery = (scope: GrantScope, { parameters }: QueryReading & { ok: true }): Verdict => {
  const { denied, methods } = readScope(scope)
  if (parameters.length === 0) return ALLOWED
  if (denied !== undefined && parameters.some((one) => isNamed(one, denied))) return refusal('query_not_allowed')
  const isOverridden = methods !== undefined && parameters.some((one) => isNamed(one, METHOD_OVERRIDES))
  return isOverridden ? refusal('method_not_allowed') : ALLOWED
}
