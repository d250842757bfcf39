import type { TokenCounts } from '@1relay/contracts'
import type { Transform } from 'node:stream'
import { addPassed, NONE_PASSED, type Dialect, type PassedMedia } from './dialects/dialect.js'
import { JsonWindow } from './json-tail.js'
import { NO_MEDIA, type MediaCounts } from './rates.js'
import { SseReader } from './sse.js'

export const NO_TOKENS: TokenCounts = { input: 0, cachedInput: 0, cacheWrite: 0, output: 0, reasoning: 0 }

/** Compressed bytes that wait to be read. A copy that unpacks more slowly than it comes is given up: the caller is not held back for it. */
const UNREAD_MAX_BYTES = 4 * 1024 * 1024
/** What unpacks to more than so many times its size, beyond what costs nobody anything, is no text but a bomb, and given up too. */
const UNPACKED_RATIO_MAX = 100
const UNPACKED_FREE_BYTES = 16 * 1024 * 1024

/** What an answer said about its cost. */
export interface MeterReading {
  readonly model: string | null
  /** Null: the answer did not say. */
  readonly counts: TokenCounts | null
  /** How many of the cache writes are kept for longer than usual. */
  readonly longCacheWrite: number
  /** What of the counts is no text. */
  readonly media: MediaCounts
  readonly passedMedia: PassedMedia
  /** How often the provider has searched the web for it. */
  readonly webSearches: number
  /** The tier that served it, in the provider's word; null: the answer did not say. */
  readonly tier: string | null
  /** The counts are the provider's last word, not a state in the middle. */
  readonly isFinal: boolean
  readonly textBytes: number
}

export interface MeterInput {
  readonly dialect: Dialect
  readonly isEventStream: boolean
  /** The answer is JSON: if it cannot be read, its bytes are what is known of it. Other answers (audio, files) are not estimated. */
  readonly isJson: boolean
  /** Decompresses a copy; null: the answer is not compressed; undefined: it cannot be read. */
  readonly decoder: Transform | null | undefined
}

/**
 * Reads an answer while it passes: a copy, in bounded memory, never touching what the caller gets. A compressed copy is read a moment
 * later, so only an uncompressed stream can be cut to the token.
 */
export class Meter {
  private readonly sse: SseReader | undefined
  private readonly window = new JsonWindow()
  private counts: Partial<TokenCounts> | null = null
  private model: string | null = null
  private longCacheWrite = 0
  private media = NO_MEDIA
  private passed = NONE_PASSED
  private webSearches = 0
  private tier: string | null = null
  private isFinal = false
  private text = 0
  private packedBytes = 0
  private unpackedBytes = 0

  constructor(private readonly input: MeterInput) {
    this.sse = input.isEventStream
      ? new SseReader(
          (data) => this.readEvent(data),
          (value) => this.read(value),
        )
      : undefined
    // A broken copy only means that nothing more is read from it.
    input.decoder?.on('data', (chunk: Buffer) => this.unpacked(chunk)).on('error', () => undefined)
  }

  /** UTF-8 bytes of generated text so far: at least as many as tokens. */
  get textBytes(): number {
    return this.text
  }

  /**
   * The most output tokens so far: a token a byte of text and what other media come to, or what a stream has reported on its way, which counts what it hides. A last
   * report is for the charge: nothing can be held back any more.
   */
  get outputTokens(): number {
    const passed = this.text + this.passed.audio + this.passed.image + this.passed.video
    if (this.isFinal) return passed
    return Math.max(passed, (this.counts?.output ?? 0) + (this.counts?.reasoning ?? 0))
  }

  get isBetweenEvents(): boolean {
    return this.sse?.isBetweenEvents ?? false
  }

  /** Reads a chunk of the body; returns how many of its bytes end the event that was open, or -1 (see SseReader). */
  feed(chunk: Buffer): number {
    const { decoder } = this.input
    if (decoder === undefined) return -1
    if (decoder === null) return this.take(chunk)
    this.packedBytes += chunk.length
    if (decoder.writableLength > UNREAD_MAX_BYTES) decoder.destroy()
    if (!decoder.destroyed) decoder.write(chunk)
    return -1
  }

  /** The sum of everything that was fed; at once, unless it is still being decompressed. */
  end(): MeterReading | Promise<MeterReading> {
    const { decoder } = this.input
    return decoder ? ended(decoder).then(() => this.sum()) : this.sum()
  }

  private sum(): MeterReading {
    if (this.sse === undefined) this.readWhole()
    const counts = this.counts === null ? null : { ...NO_TOKENS, ...this.counts }
    const { model, longCacheWrite, media, passed: passedMedia, webSearches, tier, isFinal, text: textBytes } = this
    return { model, counts, longCacheWrite, media, passedMedia, webSearches, tier, isFinal, textBytes }
  }

  private unpacked(chunk: Buffer): void {
    this.unpackedBytes += chunk.length
    const isBomb = this.unpackedBytes > UNPACKED_FREE_BYTES + UNPACKED_RATIO_MAX * this.packedBytes
    if (isBomb) this.input.decoder?.destroy()
    else this.take(chunk)
  }

  private take(chunk: Buffer): number {
    if (this.sse !== undefined) return this.sse.feed(chunk)
    this.window.feed(chunk)
    return -1
  }

  private readWhole(): void {
    const value = this.window.read()
    if (value !== undefined) this.read(value)
    else if (this.input.isJson) this.text = this.window.seenBytes
  }

  private readEvent(data: string): void {
    if (!data.startsWith('{')) return // [DONE] and the like
    try {
      this.read(JSON.parse(data))
    } catch {
      // An event that is no JSON carries no usage.
    }
  }

  private read(value: unknown): void {
    const reading = this.input.dialect.read(value)
    this.model ??= reading.model
    // The first event of a stream names the tier that was asked for, the last one that served.
    this.tier = reading.tier ?? this.tier
    this.longCacheWrite = reading.longCacheWrite ?? this.longCacheWrite
    this.media = reading.media ?? this.media
    this.webSearches = reading.webSearches ?? this.webSearches
    if (reading.passedMedia !== undefined) this.passed = addPassed(this.passed, reading.passedMedia)
    if (reading.counts !== null) this.counts = { ...this.counts, ...reading.counts }
    this.isFinal ||= reading.isFinal
    this.text += reading.textBytes
  }
}

const ended = (decoder: Transform): Promise<void> =>
  new Promise((resolve) => {
    if (decoder.destroyed) return resolve()
    // A copy that breaks off in the middle (the caller left) ends in an error: what was read until then counts.
    decoder.once('close', resolve).once('error', () => resolve())
    decoder.once('end', resolve).end()
  })
