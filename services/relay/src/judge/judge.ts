import type { GrantScope, LiveGrant } from '@1relay/contracts'
import type { PathReading, QueryReading } from '../route/index.js'
import { matchesWildcard } from './glob.js'
import { allowsMethod, allowsPath, judgeQuery } from './scope.js'
import { ALLOWED, hiddenRefusal, refusal, type Verdict } from './verdict.js'

/** What is judged before any body is read. */
export interface RequestHead {
  readonly method: string
  readonly path: PathReading
  readonly query: QueryReading
}

const METHOD = /^(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)$/

/** Whether a token is good for anything now. */
export const judgeToken = (grant: LiveGrant, { nowMs, prefix }: { nowMs: number; prefix: string }): Verdict => {
  if (grant.prefix !== prefix) return hiddenRefusal('wrong_prefix')
  return grant.expiresAt !== null && grant.expiresAt <= nowMs ? hiddenRefusal('grant_expired') : ALLOWED
}

/** Whether a scope covers a request's head. Default-deny; the first refusal counts. */
export const judgeHead = (scope: GrantScope, { method, path, query }: RequestHead): Verdict => {
  if (!METHOD.test(method)) return refusal('method_not_supported')
  if (!allowsMethod(scope, method)) return refusal('method_not_allowed')
  if (!path.ok) return refusal('invalid_path')
  if (!allowsPath(scope, path.path)) return refusal('path_not_allowed')
  return query.ok ? judgeQuery(scope, query) : refusal('invalid_path')
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
