import type { TokenCounts, UsageEvent, UsageOutcome } from '@1relay/contracts'
import type { Upload } from '../inspect/index.js'
import { NONE_PASSED, type PassedMedia } from './dialects/index.js'
import { NO_TOKENS, type MeterReading } from './meter.js'
import { costOf, NO_MEDIA, type MediaCounts, type Medium, type MediumCounts, type ModelPrice } from './rates.js'

// About three and a half to four bytes a token in English and code, less elsewhere: three errs a little to the dear side.
const BYTES_PER_TOKEN = 3
const estimate = (bytes: number): number => Math.ceil(bytes / BYTES_PER_TOKEN)

// Speech as people send it: 32 kbit a second, at sixteen tokens.
const MEDIA_BYTES_PER_TOKEN = 256

const estimateInput = (bytes: number, upload: Upload | null): number =>
  upload === null
    ? estimate(bytes)
    : estimate(upload.textBytes) + Math.ceil(Math.max(0, bytes - upload.textBytes) / MEDIA_BYTES_PER_TOKEN)

/** What was reported of other media on the way, and what has passed of them beyond that. */
const seenMedia = (reported: MediaCounts, passed: PassedMedia): MediaCounts => {
  const seen = (medium: Medium): MediumCounts => {
    const { input, cachedInput, output } = reported[medium] ?? NONE_OF_IT
    return { input, cachedInput, output: Math.max(output, passed[medium]) }
  }
  return { audio: seen('audio'), image: seen('image'), video: seen('video') }
}

const NONE_OF_IT: MediumCounts = { input: 0, cachedInput: 0, output: 0 }

export interface Charge {
  readonly tokens: TokenCounts
  readonly tokensFrom: UsageEvent['tokensFrom']
  readonly costMicros: number
}

export interface ChargeInput {
  readonly price: ModelPrice
  readonly isFree: boolean
  /** The upstream's status; 0: it never answered. */
  readonly upstreamStatus: number
  readonly outcome: UsageOutcome
  readonly requestBytes: number
  /** Files among those bytes; null: none. */
  readonly upload: Upload | null
  /** Null: no answer to read. */
  readonly reading: MeterReading | null
}

const NOTHING: Charge = { tokens: NO_TOKENS, tokensFrom: 'none', costMicros: 0 }

/** What a request is charged, at its end, however it ended. */
export const chargeFor = (input: ChargeInput): Charge => {
  const { price, reading, outcome } = input
  if (input.isFree) return NOTHING
  if (reading?.counts != null && (reading.isFinal || outcome === 'completed')) {
    const { counts } = reading
    return { tokens: counts, tokensFrom: 'reported', costMicros: price.requestFee + costOf(price, counts, reading) }
  }
  // Providers do not charge for refusals and errors; nor for what never reached them.
  if (input.upstreamStatus >= 400 || (input.upstreamStatus === 0 && outcome === 'upstream_failed')) return NOTHING
  const passed = reading?.passedMedia ?? NONE_PASSED
  const output = estimate(reading?.textBytes ?? 0) + passed.audio + passed.image + passed.video
  const seen = reading?.counts
  const tokens =
    seen == null
      ? { ...NO_TOKENS, input: estimateInput(input.requestBytes, input.upload), output }
      : { ...seen, output: Math.max(seen.output, output - seen.reasoning) }
  const details = {
    longCacheWrite: reading?.longCacheWrite ?? 0,
    media: seenMedia(reading?.media ?? NO_MEDIA, passed),
    webSearches: reading?.webSearches ?? 0,
  }
  return { tokens, tokensFrom: 'estimated', costMicros: price.requestFee + costOf(price, tokens, details) }
}
