/**
 * Reads what a request says about itself: where it goes, whose token it carries, from which address it comes. It does not decide
 * whether any of that is allowed (judge/) and looks nothing up.
 *
 * Invariant: the path it returns is byte for byte the path that is judged and forwarded. Protocol §2, data-plane §1.
 */
export { isAmbiguousHead } from './ambiguous-head.js'
export { hasDisposableKey, readCallerToken, TOKEN_HEADERS, type CallerToken, type TokenPlaces } from './caller-token.js'
export { clientAddress } from './client-address.js'
export { normalisePath, withoutPathParameters, type PathReading } from './path.js'
export {
  isNamed,
  modelInQuery,
  readQuery,
  recordedQuery,
  withoutParameter,
  type QueryParameter,
  type QueryReading,
} from './query.js'
export { readRoute, type Route } from './route.js'
