/**
 * The steps of a request, each a thin joint between a call and the packages that do the work. They hold no rules of their own: what
 * is judged, counted or read is decided in those packages.
 *
 * Invariant: a step that refuses throws a Refusal; what was admitted is settled and recorded once. Data-plane §1.
 */
export { countPageCall, type PageContext } from './page-call.js'
export { admitCall, unsettledState, type AdmitContext } from './admit-call.js'
export { type OperatorOrigins } from './choose-upstream.js'
export { forwardCall } from './forward-call.js'
export { holdOf } from './hold-of.js'
export { authenticate, readToken } from './identify.js'
export { type ForwardContext } from './inject-call.js'
export { judgeCall, type JudgeContext } from './judge-call.js'
export { openCredential, type OpenContext } from './open-call.js'
export { CallerLeft } from './read-call-body.js'
export { recordEnd, recordRefusal, type RecordContext } from './record-call.js'
export { Strangers } from './strangers.js'
