/**
 * Knows what requests cost: an upper bound before, a reading of the answer while it passes, a charge at the end. It keeps no money
 * (admit/, settle/) and changes no byte of an answer.
 *
 * Invariant: integer micro-dollars; a charge from reported counts within the request's own bound never exceeds its hold.
 * Memory for an answer is bounded, whatever its size. Data-plane §1.8, §2.
 */
export { boundOf, STREAM_STEP_TOKENS, type Bound } from './bound.js'
export { chargeFor, type Charge } from './charge.js'
export { decoderFor } from './decoder.zlib.js'
export { dialectOf, readMedia, type Dialect } from './dialects/index.js'
export { Meter, NO_TOKENS, type MeterReading } from './meter.js'
export { inFewPieces } from './pieces.js'
export { PRICE_VERSION, PriceBook } from './price-book.prices.js'
export { type ModelOverride, type PriceOverrides } from './price-overrides.js'
export { costAtMost, costOf, dearer, multiplied, PRIORITY_FACTOR, type ModelPrice } from './rates.js'
