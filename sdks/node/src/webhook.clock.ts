import { readWebhook, type WebhookEvent, type WebhookHeaders } from './webhook.js'

/**
 * The event that a request to your webhook brings, once it is sure that 1Relay sent it within the last five minutes.
 *
 * `body` is the raw body as it came, never the parsed JSON: what is parsed and written again has another signature. `secret` is the
 * `whsec_…` that was shown when the webhook was made.
 *
 * Throws a WebhookVerificationError, which is worth a 400, with the code `missing_webhook_headers`, `invalid_webhook_timestamp` (more than
 * five minutes old, or ahead), `invalid_webhook_signature` or `invalid_webhook_body` (no JSON of an event); and an InvalidRequestError,
 * which your own code has to answer for, when the secret (`invalid_webhook_secret`) or the kind of body (`invalid_argument`) is wrong.
 *
 * The same event may come twice: its `webhook-id` header is the same.
 */
export const verifyWebhook = (body: string | Uint8Array, headers: WebhookHeaders, secret: string): WebhookEvent =>
  readWebhook({ body, headers, secret, nowMs: Date.now() })
