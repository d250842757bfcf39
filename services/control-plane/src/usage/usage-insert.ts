import { outsideAudit } from './audited-calls.js'
import { ADD_TO_DAILY, ADD_TO_SLOTS } from './usage-rollups.js'
import type { OwnedEvent } from './usage-store.port.js'

/** Column and type of every value of an event, in the order of the table. */
const columns = {
  at: 'timestamptz',
  request_id: 'text',
  grant_id: 'text',
  grant_version: 'integer',
  ledger_id: 'text',
  owner_id: 'text',
  app_id: 'text',
  decision: 'text',
  reason: 'text',
  outcome: 'text',
  upstream: 'text',
  model: 'text',
  method: 'text',
  path: 'text',
  status: 'integer',
  stream: 'boolean',
  duration_ms: 'bigint',
  first_byte_ms: 'bigint',
  input_tokens: 'bigint',
  cached_input_tokens: 'bigint',
  cache_write_tokens: 'bigint',
  output_tokens: 'bigint',
  reasoning_tokens: 'bigint',
  tokens_from: 'text',
  cost_micros: 'bigint',
  price_version: 'text',
  is_price_guessed: 'boolean',
  request_bytes: 'bigint',
  response_bytes: 'bigint',
  ip: 'text',
  user_agent: 'text',
} as const

/** The event as a row of `usage_events`. */
export const toRow = (owned: OwnedEvent): Record<keyof typeof columns, unknown> => {
  const { ownerId, appId } = owned
  const event = outsideAudit(owned)
  return {
    at: new Date(event.at).toISOString(),
    request_id: event.requestId,
    grant_id: event.grantId,
    grant_version: event.grantVersion,
    ledger_id: event.ledgerId,
    owner_id: ownerId,
    app_id: appId,
    decision: event.decision,
    reason: event.reason,
    outcome: event.outcome,
    upstream: event.upstream,
    model: event.model,
    method: event.method,
    path: event.path,
    status: event.status,
    stream: event.stream,
    duration_ms: event.durationMs,
    first_byte_ms: event.firstByteMs,
    input_tokens: event.tokens.input,
    cached_input_tokens: event.tokens.cachedInput,
    cache_write_tokens: event.tokens.cacheWrite,
    output_tokens: event.tokens.output,
    reasoning_tokens: event.tokens.reasoning,
    tokens_from: event.tokensFrom,
    cost_micros: event.costMicros,
    price_version: event.priceVersion,
    is_price_guessed: event.isPriceGuessed,
    request_bytes: event.requestBytes,
    response_bytes: event.responseBytes,
    ip: event.ip,
    user_agent: event.userAgent,
  }
}

const names = Object.keys(columns).join(', ')
const typed = Object.entries(columns).map(([name, type]) => `${name} ${type}`)

/**
 * Stores rows ($1, a JSON array), adds those that are new to the sums, and gives their request ids: one statement, so all or
 * nothing. Every part takes its locks in the order of its keys, and all statements run the parts in the same order, so overlapping
 * batches wait but never for each other.
 */
export const INSERT_EVENTS = `
WITH incoming AS (
  SELECT DISTINCT ON (at, request_id) * FROM jsonb_to_recordset($1::jsonb) AS row(${typed.join(', ')})
  ORDER BY at, request_id
), stored AS (
  INSERT INTO usage_events (${names}) SELECT ${names} FROM incoming ORDER BY at, request_id
  ON CONFLICT (at, request_id) DO NOTHING
  RETURNING *
), summed AS (${ADD_TO_DAILY}
), slotted AS (${ADD_TO_SLOTS}
)
SELECT request_id AS "requestId" FROM stored`
