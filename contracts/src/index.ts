/**
 * What both sides agreed: the public contract (openapi.yaml and the types generated from it), the provider and
 * error catalogues, and the three internal contracts that cross the services: grant projection, usage event and
 * internal endpoints. Holds no logic and imports nothing of ours.
 */
export { ERRORS, type ErrorBody, type ErrorCode, type ErrorDetail, type ErrorEntry, type ErrorType } from './errors.js'
export {
  BEARER,
  findProvider,
  PROVIDERS,
  type CredentialPlace,
  type Provider,
  type ProviderSlug,
  type UsageDialect,
} from './providers.js'
export {
  BUDGET_PERIODS,
  type Budget,
  type BudgetPeriod,
  type ColdGrantAnswer,
  type DeadGrant,
  type GrantLimits,
  type GrantPrefix,
  type GrantProjection,
  type GrantScope,
  type LedgerTerms,
  type LiveGrant,
  type NetworkPolicy,
  type RelaySealedCredential,
  type SealedCredential,
  type SealedTerms,
  type TokenSealedCredential,
  type UpstreamAuth,
} from './grant-projection.js'
export {
  USAGE_JOB_EVENTS_MAX,
  USAGE_QUEUE,
  USAGE_RECEIPTS_MAX,
  type RefusalReason,
  type TokenCounts,
  type UsageEvent,
  type UsageJob,
  type UsageOutcome,
  type UsageReceiptAnswer,
  type UsageReceiptQuery,
} from './usage-event.js'
export { MODEL_ROUTES, type ModelRoute } from './model-routes.js'
export type {
  NetworkAnswer,
  NetworkQuestion,
  PinOrder,
  RelayKeyAnnouncement,
  RelayPublicKey,
  ResealQuery,
  ResealResult,
  ResealWork,
} from './internal-api.js'
export type { Vendor, VendorExample } from './vendor.js'
export { VENDORS } from './vendors.js'
export { redisKeys, type GrantChange } from './redis-keys.js'
export type { components, operations, paths } from './generated/api.js'
