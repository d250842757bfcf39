import type { TokenCounts } from '@1relay/contracts'
import { refersElsewhere } from '../inspect/index.js'
import { costAtMost, costOf, NO_TOKENS, readMedia, type Charge, type ModelPrice } from '../meter/index.js'

/** The most that a response generates by default, and what is held for each. */
export const RESPONSE_OUTPUT_TOKENS = 4096
/** Default instructions of the provider and the frame of a conversation: input that no message of ours shows. */
const BASE_TOKENS = 2048
/** Holds grow in steps, so that not every message costs a round trip. */
const STEP_TOKENS = 4096
const UNKNOWN_WINDOW_TOKENS = 128_000
/** Dearest in tokens a byte is G.711: 20 output tokens are 10,667 base64 characters. Half of that is beyond doubt. */
const AUDIO_CHARS_PER_TOKEN = 250
/** A session that has what it hears written down, by another model and at its own price. */
const TRANSCRIBES = /"(?:input_audio_)?transcription"\s*:\s*\{/

type Fields = Readonly<Record<string, unknown>>

/**
 * What a Realtime session has cost and may cost next, from the messages of both sides. Every response takes the whole conversation
 * as input again, so the bound of a response is the conversation so far plus a whole output.
 */
export class RealtimeLedger {
  private counts: TokenCounts = NO_TOKENS
  private spentMicros = 0
  private contextTokens = BASE_TOKENS
  private pending = 0
  private open = 0
  private running = 0
  private lastInput = 0
  private hasReport = false
  private isTranscribing = false
  /** Audio that was sent and not committed yet, and that was committed and whose transcription is awaited. */
  private buffered = 0
  private committed = 0
  private transcriptions = 0

  constructor(private readonly price: ModelPrice) {}

  /** What must be held now: what was spent, and the most that open and awaited responses may cost; one may always come. */
  get needMicros(): number {
    const window = this.price.contextWindow ?? UNKNOWN_WINDOW_TOKENS
    const input = Math.min(window, Math.ceil(this.contextTokens / STEP_TOKENS) * STEP_TOKENS)
    const responses = Math.max(1, this.pending + this.open)
    const output = Math.max(responses * RESPONSE_OUTPUT_TOKENS, Math.ceil(this.running / STEP_TOKENS) * STEP_TOKENS)
    // Text is shorter than the audio it was heard in, and no model that transcribes is as dear as one that speaks.
    const heard = this.isTranscribing ? Math.ceil((this.buffered + this.committed) / STEP_TOKENS) * STEP_TOKENS : 0
    return this.spentMicros + costAtMost(this.price, input * responses, output) + costAtMost(this.price, heard, heard)
  }

  /** A message of the caller; null: too long to be read, so it may be anything. */
  fromCaller(text: string | null, bytes: number): void {
    const event = parse(text)
    if (event?.['type'] === 'input_audio_buffer.append') {
      this.contextTokens += audioTokens(event['audio'])
      this.buffered += audioTokens(event['audio'])
      return
    }
    this.contextTokens += text === null || refersElsewhere(text) ? UNKNOWN_WINDOW_TOKENS : bytes
    if (event === undefined || event['type'] === 'response.create') this.pending += 1
    this.isTranscribing ||= text === null || TRANSCRIBES.test(text)
  }

  /** A message of the upstream. */
  fromUpstream(text: string | null): void {
    const event = parse(text)
    const type = event?.['type']
    if (event === undefined || typeof type !== 'string') return
    if (type.startsWith('session.')) this.isTranscribing ||= TRANSCRIBES.test(text ?? '')
    const { delta } = event
    if (type === 'response.created') {
      this.open += 1
      this.pending = Math.max(0, this.pending - 1)
    } else if (type === 'response.done') this.close(fields(event['response'])['usage'])
    else if (type === 'error') this.pending = Math.max(0, this.pending - 1)
    else if (type === 'input_audio_buffer.committed') this.commit()
    else if (type === 'input_audio_buffer.cleared') this.buffered = 0
    else if (/transcription\.(?:completed|failed)$/.test(type)) this.transcribed(event['usage'])
    else if (typeof delta === 'string' && type.startsWith('response.')) {
      this.running += /audio\.delta$/.test(type) ? audioTokens(delta) : Buffer.byteLength(delta)
    }
  }

  /** The charge at the end: what was reported, and an estimate of a response that broke off. */
  charge(): Charge {
    const isBroken = this.open + this.pending > 0
    if (!isBroken) {
      return { tokens: this.counts, tokensFrom: this.hasReport ? 'reported' : 'none', costMicros: this.spentMicros }
    }
    const input = this.lastInput > 0 ? this.lastInput : Math.ceil(this.contextTokens / 3)
    const output = Math.ceil(this.running / 3)
    const costMicros = Math.min(this.needMicros, this.spentMicros + costAtMost(this.price, input, output))
    const tokens = { ...this.counts, input: this.counts.input + input, output: this.counts.output + output }
    return { tokens, tokensFrom: 'estimated', costMicros }
  }

  private commit(): void {
    this.committed += this.buffered
    this.buffered = 0
    this.transcriptions += 1
  }

  private transcribed(usage: unknown): void {
    this.transcriptions = Math.max(0, this.transcriptions - 1)
    if (this.transcriptions === 0) this.committed = 0
    this.add(usage)
  }

  private close(usage: unknown): void {
    if (this.open > 0) this.open -= 1
    else this.pending = Math.max(0, this.pending - 1)
    if (this.open === 0) this.running = 0
    const { input, output } = this.add(usage)
    this.lastInput = input
    this.contextTokens += output
  }

  private add(usage: unknown): { input: number; output: number } {
    const of = fields(usage)
    // Transcription by the second: ten audio tokens a second, dearer than any such model is.
    const seconds = count(of['seconds']) * 10
    const [input, output] = [count(of['input_tokens']) + seconds, count(of['output_tokens'])]
    const cachedInput = Math.min(input, count(fields(of['input_token_details'])['cached_tokens']))
    const media = seconds > 0 ? { audio: { input: seconds, cachedInput: 0, output: 0 } } : readMedia(usage)
    const added = { ...NO_TOKENS, input: input - cachedInput, cachedInput, output }
    this.spentMicros += costOf(this.price, added, { longCacheWrite: 0, media, webSearches: 0 })
    this.hasReport ||= input + output > 0
    const { counts } = this
    this.counts = {
      ...counts,
      input: counts.input + added.input,
      cachedInput: counts.cachedInput + cachedInput,
      output: counts.output + output,
    }
    return { input, output }
  }
}

const fields = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {}

const count = (value: unknown): number =>
  typeof value === 'number' && value >= 0 && value <= 1e9 ? Math.ceil(value) : 0

const audioTokens = (audio: unknown): number =>
  typeof audio === 'string' ? Math.ceil(audio.length / AUDIO_CHARS_PER_TOKEN) : 0

const parse = (text: string | null): Fields | undefined => {
  if (text === null) return undefined
  try {
    return fields(JSON.parse(text))
  } catch {
    return undefined
  }
}
