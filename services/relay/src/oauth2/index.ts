/**
 * Access tokens for upstreams that take OAuth2 client credentials: fetches them, keeps them for a while, renews them. It does not open the
 * client credential (open/) and sends nothing but token requests.
 *
 * Invariant: neither client secret nor access token is ever a string; the secret is wiped when it has been sent, the token after its
 * time. The exception to protocol §5 that this is: docs/decisions/2026-11-21-access-tokens-in-memory.md.
 */
export { AccessTokens, type AccessTokensOptions } from './access-tokens.service.js'
export type { Oauth2Auth, TokenAnswer, TokenEndpoint } from './token-endpoint.port.js'
