/**
 * 1Relay for an app's server: Link sessions, the exchange of the public token, AI calls on the keys of your users,
 * one-line settings for the official SDKs, and whether what a webhook brings is from 1Relay.
 *
 * It stores nothing: access tokens are the app's to keep. It opens no key and holds no cryptography of its own.
 *
 * Invariant: the seal half of a token leaves this process only inside a call to the proxy, never to the control plane
 * (protocol §4); and no secret is in an error, in `util.inspect` or in JSON.
 */
export type {
  ChatCompletion,
  ChatCompletionChunk,
  ChatMessage,
  ChatParams,
  ProviderName,
  TokenUsage,
  ToolCall,
} from './chat.js'
export { ChatStream } from './chat-stream.fetch.js'
export { OneRelayClient } from './client.js'
export type { Connection, ConnectionFilter, ConnectionPage, Connections } from './connections.fetch.js'
export {
  AbortError,
  AuthenticationError,
  BudgetExceededError,
  type ClientErrorCode,
  ConflictError,
  ConnectionError,
  type ErrorDetail,
  type ErrorSource,
  InvalidRequestError,
  isOneRelayError,
  NotFoundError,
  OneRelayError,
  PermissionError,
  providerErrorBody,
  RateLimitError,
  ServerError,
  TimeoutError,
  UnavailableError,
  UpstreamError,
  WebhookVerificationError,
} from './errors.js'
export type { CreatedLinkSession, Exchanged, LinkSession, LinkSessionParams } from './link.fetch.js'
export type { ProviderFetch } from './provider.fetch.js'
export type { PassthroughRequest } from './proxy.fetch.js'
export type { CallOptions, OneRelayClientOptions } from './settings.js'
export type { Fetch } from './transport.fetch.js'
export type {
  Usage,
  UsageQuery,
  UsageRequest,
  UsageRequestFilter,
  UsageRequestPage,
  UsageSummary,
} from './usage.fetch.js'
export type {
  BudgetReachedEvent,
  ConnectionRevokedEvent,
  UnlistedWebhookEvent,
  WebhookEvent,
  WebhookHeaders,
  WebhookTestEvent,
} from './webhook.js'
export { verifyWebhook } from './webhook.clock.js'
