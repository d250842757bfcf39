/**
 * What each provider's answers say about tokens, and how it tells a client that a stream has failed. Does no arithmetic on money and
 * knows no transport. Invariant: counts come out disentangled, no count contains another one (contracts, TokenCounts).
 */
import type { UsageDialect } from '@1relay/contracts'
import { anthropic } from './anthropic.js'
import type { Dialect } from './dialect.js'
import { google } from './google.js'
import { openai } from './openai.js'

export { NONE_PASSED, type Dialect, type DialectReading, type PassedMedia } from './dialect.js'
export { readMedia } from './openai.js'

const DIALECTS: Readonly<Record<UsageDialect, Dialect>> = { openai, anthropic, google }

/** The reader of a dialect. */
export const dialectOf = (dialect: UsageDialect): Dialect => DIALECTS[dialect]
