import type { BodyFacts, Endpoint, Upload } from '../inspect/index.js'
import { costAtMost, type ModelPrice } from './rates.js'

/** Output tokens that a stream without a maximum is held for at first; more is held as it flows. */
export const STREAM_FIRST_TOKENS = 4096
/** How much a stream's hold grows at a time. */
export const STREAM_STEP_TOKENS = 4096
/** Output that a request is held for if it neither streams nor names a maximum: the one case that may overshoot, by its own output. */
export const UNNAMED_OUTPUT_TOKENS = 16_384
/** Input of a request that refers to files or stored conversations, for a model whose context window is not known. */
const UNKNOWN_WINDOW_TOKENS = 1_000_000

/** No codec that people send speech in has fewer bytes for what models count as a token (a sixteenth of a second): 32 are 4 kbit a second. */
const MEDIA_BYTES_PER_TOKEN = 32
/** A picture of one colour has few bytes and as many tokens as any; the largest have fewer than this. */
const FILE_TOKENS = 8192

export interface Bound {
  readonly inputTokens: number
  readonly outputTokens: number
  readonly micros: number
}

/** The most a request may cost before its first token comes back: what is held for it. */
export const boundOf = (price: ModelPrice, facts: BodyFacts, endpoint: Endpoint, bodyBytes: number | null): Bound => {
  const inputTokens = inputBound(price, facts, bodyBytes)
  const outputTokens = endpoint.hasOutput ? outputBound(price, facts) * facts.choices : 0
  return { inputTokens, outputTokens, micros: price.requestFee + costAtMost(price, inputTokens, outputTokens) }
}

/** Byte-level tokenizers emit at most one token a byte, and no model takes more than its window. */
const inputBound = (price: ModelPrice, facts: BodyFacts, bodyBytes: number | null): number => {
  const window = price.contextWindow
  if (facts.refersElsewhere || bodyBytes === null) return window ?? UNKNOWN_WINDOW_TOKENS
  return Math.min(facts.upload === null ? bodyBytes : uploadBound(facts.upload, bodyBytes), window ?? Infinity)
}

const uploadBound = ({ files, textBytes }: Upload, bodyBytes: number): number =>
  textBytes + Math.max(Math.ceil((bodyBytes - textBytes) / MEDIA_BYTES_PER_TOKEN), files * FILE_TOKENS)

const outputBound = ({ contextWindow }: ModelPrice, facts: BodyFacts): number => {
  const fallback = facts.isStream ? STREAM_FIRST_TOKENS : UNNAMED_OUTPUT_TOKENS
  return Math.min(facts.outputMax ?? fallback, contextWindow ?? Infinity)
}
