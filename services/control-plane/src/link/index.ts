/**
 * Link: an app asks, a person approves in the hosted page, and the app's server exchanges the public token for an access token.
 * Seals and opens nothing: the browser seals under a half that is never sent here.
 *
 * Invariant: a link token and a public token each work once, under any concurrency; of link token, proof and idempotency key
 * only digests are stored. A second exchange is taken for theft and ends the grant.
 *
 * Protocol §4.
 */
export { Exchanges } from './exchange.service.js'
export { Link } from './link.service.js'
export { LinkTokens } from './link-tokens.service.js'
