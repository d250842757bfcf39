import type { UsageEvent } from '@1relay/contracts'
import { makeId } from '@1relay/vault'

/** A completed call of this grant, or what the changes make of it. */
export const makeEvent = (changes: Partial<UsageEvent> = {}): UsageEvent => ({
  v: 1,
  requestId: `req_${makeId()}`,
  at: Date.now(),
  grantId: makeId(),
  grantVersion: 1,
  ledgerId: makeId(),
  decision: 'allowed',
  reason: null,
  outcome: 'completed',
  upstream: 'openai',
  model: 'gpt-4o',
  method: 'POST',
  path: '/v1/chat/completions',
  status: 200,
  stream: true,
  durationMs: 812,
  firstByteMs: 120,
  tokens: { input: 100, cachedInput: 20, cacheWrite: 3, output: 40, reasoning: 7 },
  tokensFrom: 'reported',
  costMicros: 1500,
  priceVersion: 'test-1',
  isPriceGuessed: false,
  requestBytes: 900,
  responseBytes: 4000,
  ip: '203.0.113.9',
  userAgent: 'test',
  ...changes,
})
