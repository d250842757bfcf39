import type { ErrorCode, TokenCounts } from '@1relay/contracts'
import type { MediaCounts, Medium } from '../rates.js'

/** Tokens of media that have passed, by their size: about as many as there are, rather more. */
export type PassedMedia = Readonly<Record<Medium, number>>

export const NONE_PASSED: PassedMedia = { audio: 0, image: 0, video: 0 }

export const addPassed = (one: Partial<PassedMedia>, other: Partial<PassedMedia>): PassedMedia => ({
  audio: (one.audio ?? 0) + (other.audio ?? 0),
  image: (one.image ?? 0) + (other.image ?? 0),
  video: (one.video ?? 0) + (other.video ?? 0),
})

/** What one JSON answer, or one event of a stream, says. */
export interface DialectReading {
  readonly model: string | null
  /** Counts as of now: a later reading replaces an earlier one, field by field. */
  readonly counts: Partial<TokenCounts> | null
  /** What of the counts is no text; undefined: not said. */
  readonly media?: MediaCounts | undefined
  /** Undefined: none in this event. */
  readonly passedMedia?: Partial<PassedMedia> | undefined
  /** How often the provider has searched the web so far; undefined: not said. */
  readonly webSearches?: number | undefined
  /** How many of the cache writes are kept for longer than usual; undefined: not said. */
  readonly longCacheWrite?: number | undefined
  /** The tier that served it, in the provider's word; null: not said. */
  readonly tier?: string | null
  /** No later event will change the counts. */
  readonly isFinal: boolean
  /** UTF-8 bytes of generated text in this event: at least as many as its tokens. */
  readonly textBytes: number
}

export interface Dialect {
  read(value: unknown): DialectReading
  /** The event that ends a stream with an error, in the form the dialect's official clients turn into an exception. */
  errorEvent(error: { code: ErrorCode; type: string; message: string }, path: string): string
}

export type Fields = Readonly<Record<string, unknown>>

/** The value as an object whose fields can be asked for; {} for anything else. */
export const fields = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {}

/** The value as a list; [] for anything else. */
export const items = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as readonly unknown[]) : [])

/** The value as a token count, or undefined. Upstreams are strangers: no negative, fractional or huge number gets in. */
export const count = (value: unknown): number | undefined =>
  typeof value === 'number' && value >= 0 && value <= 1e12 ? Math.ceil(value) : undefined

export const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

/** UTF-8 bytes of every string inside a value, except under the given keys (ids, signatures, binary). */
export const textBytesIn = (value: unknown, except: ReadonlySet<string>, depth = 0): number => {
  if (typeof value === 'string') return Buffer.byteLength(value)
  if (typeof value !== 'object' || value === null || depth > 8) return 0
  let bytes = 0
  for (const [key, inner] of Object.entries(value)) if (!except.has(key)) bytes += textBytesIn(inner, except, depth + 1)
  return bytes
}

// Samples of 16 bits at 24 kHz, as base64, are 64,000 characters a second, of 20 to 25 tokens; what is compressed has fewer of both.
const AUDIO_CHARS_PER_TOKEN = 1600

/** Tokens of audio in base64. */
export const audioTokensIn = (base64: unknown): number =>
  typeof base64 === 'string' ? Math.ceil(base64.length / AUDIO_CHARS_PER_TOKEN) : 0
