import type { UsageRow } from '../usage-reports/index.js'
import type { OwnedEvent } from './usage-store.port.js'

/** The row that a stored event will be read as. */
export const rowOfEvent = ({ event, appId }: OwnedEvent): UsageRow => {
  const { tokens, requestId, grantId, decision, reason, outcome, upstream, model, method, path, status, stream } = event
  const { durationMs, tokensFrom, costMicros, isPriceGuessed, priceVersion } = event
  return {
    requestId,
    at: new Date(event.at),
    grantId,
    appId,
    decision,
    reason,
    outcome,
    upstream,
    model,
    method,
    path,
    status,
    stream,
    durationMs,
    inputTokens: tokens.input + tokens.cachedInput + tokens.cacheWrite,
    cachedInputTokens: tokens.cachedInput,
    outputTokens: tokens.output + tokens.reasoning,
    reasoningTokens: tokens.reasoning,
    tokensFrom,
    costMicros,
    isPriceGuessed,
    priceVersion,
  }
}
