import type { GrantScope, LiveGrant } from '@1relay/contracts'
import type { PathReading, QueryReading } from '../route/index.js'
import { matchesPathGlob, matchesWildcard } from './glob.js'
import { ALLOWED, hiddenRefusal, refusal, type Verdict } from './verdict.js'

/** What is judged before any body is read. */
export interface RequestHead {
  readonly nowMs: number
  readonly prefix: string
  readonly method: string
  readonly path: PathReading
  readonly query: QueryReading
}

const METHOD = /^(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)$/

/** Whether a grant covers a request's head. Default-deny; the first refusal counts. */
export const judgeHead = (grant: LiveGrant, head: RequestHead): Verdict => {
  if (grant.prefix !== head.prefix) return hiddenRefusal('wrong_prefix')
  if (grant.expiresAt !== null && grant.expiresAt <= head.nowMs) return hiddenRefusal('grant_expired')
  if (!METHOD.test(head.method)) return refusal('method_not_supported')
  if (!allowsMethod(grant.scope, head.method)) return refusal('method_not_allowed')
  if (!head.path.ok) return refusal('invalid_path')
  if (!allowsPath(grant.scope, head.path.path)) return refusal('path_not_allowed')
  if (!head.query.ok) return refusal('invalid_path')
  return allowsQuery(grant.scope, head.query) ? ALLOWED : refusal('query_not_allowed')
}

/**
 * Whether a grant covers the model. A grant with a list of models lets a request that names none through only if it can run none:
 * GET, HEAD and OPTIONS.
 */
export const judgeModel = (scope: GrantScope, model: string | null, method: string): Verdict => {
  if (scope.models === undefined) return ALLOWED
  if (model === null) return /^(?:GET|HEAD|OPTIONS)$/.test(method) ? ALLOWED : refusal('model_not_allowed')
  return scope.models.some((glob) => matchesWildcard(glob, model)) ? ALLOWED : refusal('model_not_allowed')
}

const allowsMethod = ({ methods }: GrantScope, method: string): boolean =>
  methods === undefined || methods.some((allowed) => allowed.toUpperCase() === method)

const allowsPath = ({ paths }: GrantScope, path: string): boolean =>
  paths === undefined || paths.some((glob) => matchesPathGlob(glob, path))

const allowsQuery = ({ deniedQueryParameters }: GrantScope, query: QueryReading & { ok: true }): boolean => {
  if (deniedQueryParameters === undefined) return true
  const denied = new Set(deniedQueryParameters.map((name) => name.toLowerCase()))
  return !query.parameters.some(({ name }) => denied.has(name))
}
