/**
 * What pages of other origins need beside what every caller gets: CORS, preflights, refusals as byok-relay words them. Which pages may
 * call is a setting; what a token may do is judged like any other (judge/), and this package sees no token.
 *
 * Invariant: a page that is not allowed gets nothing done and no CORS header; what an upstream says about origins never reaches a page.
 */
export { isForPages, type PageRoute } from './page-route.js'
export { markForPage, pagePairs } from './page-answer.js'
export { receivePage } from './page-door.http.js'
