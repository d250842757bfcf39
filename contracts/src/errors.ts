/** The kind of a failure: how a client should react to it. The OpenAI and Anthropic clients show it as `error.type`. */
export type ErrorType =
  | 'invalid_request_error'
  | 'authentication_error'
  | 'permission_error'
  | 'not_found_error'
  | 'conflict_error'
  | 'budget_error'
  | 'rate_limit_error'
  | 'upstream_error'
  | 'unavailable_error'
  | 'internal_error'

export interface ErrorEntry {
  /** HTTP status of the answer. */
  readonly status: number
  readonly type: ErrorType
  /** The public sentence. It never contains anything of the request. */
  readonly message: string
}

const entry = (status: number, type: ErrorType, message: string): ErrorEntry => ({ status, type, message })

/** Every code that a 1Relay answer can carry. A code that is not here does not exist; a code never changes its meaning. */
export const ERRORS = {
  // The request itself
  invalid_request: entry(
    400,
    'invalid_request_error',
    'The request does not have the form this endpoint takes. See details.',
  ),
  invalid_json: entry(400, 'invalid_request_error', 'The body is not valid JSON in UTF-8.'),
  invalid_path: entry(400, 'invalid_request_error', 'The path can be read in more than one way, so it is refused.'),
  ambiguous_request: entry(
    400,
    'invalid_request_error',
    'The request can be read in more than one way, so it is refused.',
  ),
  provider_unknown: entry(400, 'invalid_request_error', 'There is no provider of that name. See GET /v1/providers.'),
  provider_required: entry(
    400,
    'invalid_request_error',
    'Name a provider: header x-1relay-provider, body field provider, or a model like openai/gpt-4o.',
  ),
  key_rejected: entry(422, 'invalid_request_error', 'The provider refused this key, so the one before it stays.'),
  not_found: entry(404, 'not_found_error', 'There is nothing here, or it is not yours to see.'),
  method_not_supported: entry(405, 'invalid_request_error', 'This endpoint does not take that method.'),
  body_too_large: entry(413, 'invalid_request_error', 'The body is larger than this endpoint takes.'),
  unsupported_media_type: entry(415, 'invalid_request_error', 'Send the body as application/json.'),
  headers_too_large: entry(431, 'invalid_request_error', 'The request headers are too large.'),

  // Who is asking
  unauthenticated: entry(401, 'authentication_error', 'Sign in first: this endpoint needs an account session.'),
  invalid_credentials: entry(401, 'authentication_error', 'The e-mail address or the password is wrong.'),
  passkey_rejected: entry(
    401,
    'authentication_error',
    'This passkey could not be verified. Try again, or sign in another way.',
  ),
  recent_sign_in_required: entry(
    403,
    'permission_error',
    'Your last sign-in is too long ago for this. Sign in again by mailed link or passkey, then repeat it.',
  ),
  invalid_client: entry(401, 'authentication_error', 'The client id or the client secret is wrong.'),
  invalid_app_secret: entry(
    401,
    'authentication_error',
    'Unauthorized: valid Authorization: Bearer <APP_SECRET> header required to register.',
  ),
  invalid_token: entry(401, 'authentication_error', 'The token is not valid.'),
  wrong_account: entry(403, 'permission_error', 'This belongs to another account. Sign in with that one.'),
  test_app: entry(403, 'permission_error', 'This app is in test mode: only its owner can connect to it.'),
  forbidden_origin: entry(403, 'permission_error', 'This request came from a page that may not make it.'),
  person_required: entry(403, 'permission_error', 'Only a person who is signed in can do this, not a token.'),
  bounds_exceeded: entry(403, 'permission_error', 'This is more than the provisioner may give. See details.'),

  role_required: entry(403, 'permission_error', 'This takes another role in the workspace. Ask one of its admins.'),
  email_unproved: entry(
    403,
    'permission_error',
    'Prove your e-mail address first: sign in once by a link that is mailed to it.',
  ),
  domain_not_claimable: entry(
    403,
    'permission_error',
    'Only the domain of your own address can be claimed, and none of a public mail provider.',
  ),

  // Conflicts and lifetimes
  email_taken: entry(409, 'conflict_error', 'There is already an account with this e-mail address.'),
  account_unproved: entry(
    409,
    'conflict_error',
    'Somebody made an account of this address without proving it. Sign in to it first to keep what is in it, or start clean.',
  ),
  passkey_exists: entry(409, 'conflict_error', 'This passkey has been added before.'),
  sign_in_link_expired: entry(
    410,
    'conflict_error',
    'This sign-in link has expired or has been used. Ask for a new one.',
  ),
  ip_confirmation_expired: entry(
    410,
    'conflict_error',
    'This link has expired or has been used. A new call from that address sends a new one.',
  ),
  vault_exists: entry(409, 'conflict_error', 'This account already has a vault.'),
  vault_changed: entry(409, 'conflict_error', 'The vault was changed elsewhere in the meantime. Load it again.'),
  key_exists: entry(
    409,
    'conflict_error',
    'The vault already has a key of this provider and label. Send replace: true to replace it.',
  ),
  grant_exists: entry(409, 'conflict_error', 'There is already a token with this id. Make a new id.'),
  too_many: entry(409, 'conflict_error', 'You have as many of these as an account may have. Delete one first.'),
  protected_key_exists: entry(409, 'conflict_error', 'There is already a protected key with this id. Make a new id.'),
  protected_key_in_use: entry(
    409,
    'conflict_error',
    'Keys of this protected key are still live. Revoke them first, or send revokeKeys=true.',
  ),
  relay_key_unknown: entry(
    409,
    'conflict_error',
    'This is not sealed to a key that the relays have. Load GET /v1/relay-keys and seal it again.',
  ),
  relay_keys_missing: entry(
    503,
    'unavailable_error',
    'No relay has announced its keys yet, so nothing can be sealed. Retry shortly.',
  ),
  domain_claimed: entry(
    409,
    'conflict_error',
    'A workspace has claimed this e-mail domain. Ask one of its admins to invite you.',
  ),
  already_member: entry(409, 'conflict_error', 'There is already a member of this address in the workspace.'),
  last_admin: entry(
    409,
    'conflict_error',
    'A workspace that has members keeps at least one admin. Make somebody else admin first.',
  ),
  invitation_expired: entry(
    410,
    'conflict_error',
    'This invitation has expired, or was used, replaced or revoked. Ask for a new one.',
  ),
  link_session_expired: entry(410, 'conflict_error', 'This Link session has expired. The app has to create a new one.'),
  link_session_used: entry(
    409,
    'conflict_error',
    'This Link session has already been used. The app has to create a new one.',
  ),
  connection_ended: entry(409, 'conflict_error', 'This connection has ended. The app has to ask for a new one.'),
  public_token_expired: entry(410, 'conflict_error', 'The public token has expired. Open Link again.'),
  public_token_used: entry(409, 'conflict_error', 'The public token was exchanged before, so its grant is revoked.'),

  // What the relay refuses
  budget_exceeded: entry(
    402,
    'budget_error',
    'The budget of this token, or of its account, does not cover the request.',
  ),
  method_not_allowed: entry(403, 'permission_error', 'The token does not allow this method.'),
  path_not_allowed: entry(403, 'permission_error', 'The token does not allow this path.'),
  query_not_allowed: entry(403, 'permission_error', 'The token does not allow one of the query parameters.'),
  provider_not_granted: entry(403, 'permission_error', 'The token has no key of this provider or connection.'),
  model_not_allowed: entry(403, 'permission_error', 'The token does not allow this model.'),
  network_not_allowed: entry(403, 'permission_error', 'The token may not be used from this network.'),
  origin_not_allowed: entry(403, 'permission_error', 'The token may not be used from this page, or only from one.'),
  upstream_not_allowed: entry(403, 'permission_error', 'The address of this upstream is not a public one.'),
  ip_confirmation_required: entry(
    423,
    'permission_error',
    'This network is new for the token. Its holder has been asked to confirm it.',
  ),
  rate_limited: entry(429, 'rate_limit_error', 'Too many requests. Retry after the time that Retry-After names.'),
  too_many_concurrent: entry(429, 'rate_limit_error', 'Too many requests are open at once. Retry when one has ended.'),

  // What went wrong on the way
  upstream_unreachable: entry(502, 'upstream_error', 'The provider could not be reached.'),
  upstream_failed: entry(502, 'upstream_error', 'The provider broke off its answer.'),
  upstream_redirected: entry(
    502,
    'upstream_error',
    'The provider redirects to another address. It is not followed: the token would go there, too.',
  ),
  upstream_authorization_failed: entry(
    502,
    'upstream_error',
    'The provider gave no access token for the credential that is stored. See details.',
  ),
  upstream_timeout: entry(504, 'upstream_error', 'The provider did not answer in time.'),
  limits_unavailable: entry(
    503,
    'unavailable_error',
    'Limits cannot be checked right now, so nothing is let through. Retry shortly.',
  ),
  overloaded: entry(503, 'unavailable_error', 'The relay is busy. Retry shortly.'),
  draining: entry(503, 'unavailable_error', 'This relay is shutting down. Retry: another one will answer.'),
  unavailable: entry(503, 'unavailable_error', 'The service cannot answer right now. Retry shortly.'),
  internal: entry(500, 'internal_error', 'Something went wrong on our side. The request id helps us to find it.'),
} as const satisfies Record<string, ErrorEntry>

export type ErrorCode = keyof typeof ERRORS

/** The body of every failed answer of 1Relay itself, in both services. */
export interface ErrorBody {
  success: false
  error: { code: ErrorCode; message: string; type: ErrorType; requestId: string; details?: ErrorDetail[] }
}

/** Where a request is wrong: a JSON pointer or parameter name, and what is expected there. Never the value itself. */
export interface ErrorDetail {
  field?: string
  problem: string
}
