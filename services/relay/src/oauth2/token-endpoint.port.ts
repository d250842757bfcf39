import type { UpstreamAuth } from '@1relay/contracts'

export type Oauth2Auth = Extract<UpstreamAuth, { kind: 'oauth2' }>

export type TokenAnswer =
  | {
      readonly ok: true
      /** The access token; whoever gets it wipes it. */
      readonly token: Buffer
      readonly lifetimeMs: number
    }
  | {
      readonly ok: false
      readonly code: 'upstream_authorization_failed' | 'upstream_not_allowed'
      /** For the caller: what went wrong, with nothing of the credential or of what the endpoint said beyond its error code. */
      readonly problem?: string
    }

/** Asks an authorization server for an access token with client credentials (RFC 6749 §4.4). MUST wipe the credential, and never reject. */
export interface TokenEndpoint {
  fetch(auth: Oauth2Auth, credential: Buffer): Promise<TokenAnswer>
}
