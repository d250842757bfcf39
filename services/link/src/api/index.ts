/**
 * What the Link page asks of the control plane, and what can come of it.
 *
 * It holds no session and decides nothing: the caller brings the token to each call. It never sends cookies.
 *
 * Invariant: every call settles with an Outcome, and a Problem never carries a value that a person typed. Protocol §4.
 */
export { makeHttpLinkApi } from './link-api.http.js'
export type {
  Account,
  Authorization,
  ConnectionUpdate,
  LinkApi,
  LinkEvent,
  LinkView,
  OwnerEnvelope,
  Provider,
  SignedIn,
} from './link-api.port.js'
export { developerErrorOf, sentenceOf } from './problem-text.js'
export { done, failed, type Outcome, type Problem } from './problem.js'
