import { costAtMost, STREAM_STEP_TOKENS, type Bound, type ModelPrice } from '../meter/index.js'

// No tokenizer averages this many bytes a token over a whole answer: a provider that keeps to the request's own maximum stays below.
const NAMED_BYTES_PER_TOKEN = 8

/** A hold is kept this far ahead of its stream, so that a store that is away for less is not noticed. */
const LEAD_MS = 15_000
const LEAD_MIN_BYTES = 2048
/** Fifteen seconds of 2 kB each, about 500 tokens: a faster stream waits for its hold sooner, but small budgets are not eaten by holds. */
const LEAD_MAX_BYTES = 32_768
/** A first burst is no rate. */
const RATE_FROM_MS = 1000

/** How far a stream may flow on what is held for it, and what more of it costs. */
export interface Headroom {
  /** Bytes of generated text that the first hold covers. */
  readonly firstBytes: number
  /** Micro-dollars for the text between two lengths, both of which are at least `firstBytes`. */
  readonly costOf: (fromBytes: number, toBytes: number) => number
}

/**
 * What the first hold covers. A stream without a maximum is covered to as many bytes as tokens were held, since a token is at least
 * one byte; one with a maximum is trusted to keep it, within reason.
 */
export const headroomOf = (
  { inputTokens, outputTokens }: Bound,
  price: ModelPrice,
  namesMaximum: boolean,
): Headroom => {
  const firstBytes = namesMaximum ? outputTokens * NAMED_BYTES_PER_TOKEN : outputTokens
  const heldAt = (bytes: number): number => costAtMost(price, inputTokens, outputTokens + bytes - firstBytes)
  return { firstBytes, costOf: (from, to) => heldAt(to) - heldAt(from) }
}

/** How many bytes more than have passed should be covered: below `low`, more is held, up to `high`. */
export const leadOf = (textBytes: number, elapsedMs: number): { low: number; high: number } => {
  const ahead = (textBytes / Math.max(elapsedMs, RATE_FROM_MS)) * LEAD_MS
  const low = Math.ceil(Math.min(Math.max(ahead, LEAD_MIN_BYTES), LEAD_MAX_BYTES))
  return { low, high: Math.max(2 * low, STREAM_STEP_TOKENS) }
}
