import { costAtMost, STREAM_STEP_TOKENS, type Bound, type ModelPrice } from '../meter/index.js'

// No tokenizer averages this many bytes a token over a whole answer: a provider that keeps to the request's own maximum stays below.
const NAMED_BYTES_PER_TOKEN = 8

/** How far a stream may flow on what is held for it, and what more of it costs. */
export interface Headroom {
  /** Bytes of generated text that the hold covers. */
  readonly coveredBytes: number
  readonly outputTokens: number
}

/**
 * What the first hold covers. A stream without a maximum is covered to as many bytes as tokens were held, since a token is at least
 * one byte; one with a maximum is trusted to keep it, within reason.
 */
export const firstHeadroom = ({ outputTokens }: Bound, namesMaximum: boolean): Headroom => ({
  coveredBytes: namesMaximum ? outputTokens * NAMED_BYTES_PER_TOKEN : outputTokens,
  outputTokens,
})

/** The headroom that covers `textBytes` and a step more, and the micro-dollars to hold for it. */
export const nextHeadroom = (
  headroom: Headroom,
  textBytes: number,
  price: ModelPrice,
  inputTokens: number,
): { next: Headroom; addMicros: number } => {
  const step = Math.max(0, textBytes - headroom.coveredBytes) + STREAM_STEP_TOKENS
  const next = { coveredBytes: headroom.coveredBytes + step, outputTokens: headroom.outputTokens + step }
  const addMicros =
    costAtMost(price, inputTokens, next.outputTokens) - costAtMost(price, inputTokens, headroom.outputTokens)
  return { next, addMicros }
}
