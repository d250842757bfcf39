import type { TokenCounts } from '@1relay/contracts'

/** A price of one kind of token in micro-dollars a token (= dollars a million), with steps by the size of the whole input. */
export interface Rate {
  readonly base: number
  readonly steps: readonly { readonly above: number; readonly rate: number }[]
}

/** What is no text and may have a price of its own. */
export const MEDIA = ['audio', 'image', 'video'] as const
export type Medium = (typeof MEDIA)[number]

/** Tokens of one medium, among those that are counted. */
export interface MediumCounts {
  readonly input: number
  readonly cachedInput: number
  readonly output: number
}

/** A medium that is not named has no tokens. */
export type MediaCounts = Readonly<Partial<Record<Medium, MediumCounts>>>

export const NO_MEDIA: MediaCounts = {}

interface MediumRates {
  readonly input: Rate
  readonly cachedInput: Rate
  readonly output: Rate
}

/** What a model costs. `Max` rates are the dearest of their side, whatever kind of token: holds are made with them. */
export interface ModelPrice {
  readonly input: Rate
  readonly cachedInput: Rate
  readonly cacheWrite: Rate
  /** Cache writes that are kept for longer than usual (an hour at Anthropic). */
  readonly longCacheWrite: Rate
  readonly output: Rate
  readonly reasoning: Rate
  /** A medium without prices of its own costs what text costs. */
  readonly media: Readonly<Partial<Record<Medium, MediumRates>>>
  /** Fees beside the tokens, in micro-dollars: of a request, and of a search of the web that the provider makes for it. */
  readonly requestFee: number
  readonly webSearchFee: number
  readonly inputMax: Rate
  readonly outputMax: Rate
  /** Tokens of input and output together; null: not known. */
  readonly contextWindow: number | null
  readonly isGuessed: boolean
  /** Where it is from, and which edition of that. */
  readonly version: string
}

type RateName = {
  [Name in keyof ModelPrice]: ModelPrice[Name] extends Rate ? Name : never
}[keyof ModelPrice]

export const flat = (rate: number): Rate => ({ base: rate, steps: [] })

/** The rate that holds for an input of that many tokens. */
export const rateAt = (rate: Rate, inputTokens: number): number => {
  let value = rate.base
  for (const step of rate.steps) if (inputTokens > step.above) value = step.rate
  return value
}

/** The dearest of several rates, at every size of input. */
export const dearest = (rates: readonly Rate[]): Rate => {
  const edges = [...new Set(rates.flatMap(({ steps }) => steps.map(({ above }) => above)))].sort((a, b) => a - b)
  const at = (tokens: number): number => Math.max(0, ...rates.map((rate) => rateAt(rate, tokens)))
  return { base: at(0), steps: edges.map((above) => ({ above, rate: at(above + 1) })) }
}

/** What covers either of two models: each rate the dearer one. It is called what the first is called. */
export const dearer = (one: ModelPrice, other: ModelPrice): ModelPrice => {
  const both = (side: RateName): Rate => dearest([one[side], other[side]])
  return {
    input: both('input'),
    cachedInput: both('cachedInput'),
    cacheWrite: both('cacheWrite'),
    longCacheWrite: both('longCacheWrite'),
    output: both('output'),
    reasoning: both('reasoning'),
    media: ofMedia((medium) => {
      const [a, b] = [one.media[medium], other.media[medium]]
      if (a === undefined && b === undefined) return undefined
      const side = (name: keyof MediumRates): Rate => dearest([(a ?? one)[name], (b ?? other)[name]])
      return { input: side('input'), cachedInput: side('cachedInput'), output: side('output') }
    }),
    requestFee: Math.max(one.requestFee, other.requestFee),
    webSearchFee: Math.max(one.webSearchFee, other.webSearchFee),
    inputMax: both('inputMax'),
    outputMax: both('outputMax'),
    contextWindow: widest(one.contextWindow, other.contextWindow),
    isGuessed: one.isGuessed || other.isGuessed,
    version: one.version,
  }
}

/** Rates of every medium that has some. */
export const ofMedia = (ratesOf: (medium: Medium) => MediumRates | undefined): ModelPrice['media'] =>
  Object.fromEntries(
    MEDIA.flatMap((medium) => {
      const rates = ratesOf(medium)
      return rates === undefined ? [] : [[medium, rates]]
    }),
  )

/** Models that are paid by the hour of audio are reckoned in tokens: as many as those that are paid by the token count. */
export const AUDIO_TOKENS_PER_MINUTE = 1000

/** What OpenAI takes for its priority tier and Anthropic for its fast mode, at most, in times of the price; the data set knows no tiers. */
export const PRIORITY_FACTOR = 2

/** The price with every rate of tokens times a factor: what a provider takes for a faster tier. */
export const multiplied = (price: ModelPrice, factor: number): ModelPrice => {
  const times = ({ base, steps }: Rate): Rate => ({
    base: base * factor,
    steps: steps.map(({ above, rate }) => ({ above, rate: rate * factor })),
  })
  return {
    ...price,
    input: times(price.input),
    cachedInput: times(price.cachedInput),
    cacheWrite: times(price.cacheWrite),
    longCacheWrite: times(price.longCacheWrite),
    output: times(price.output),
    reasoning: times(price.reasoning),
    media: ofMedia((medium) => {
      const of = price.media[medium]
      return of && { input: times(of.input), cachedInput: times(of.cachedInput), output: times(of.output) }
    }),
    inputMax: times(price.inputMax),
    outputMax: times(price.outputMax),
  }
}

const widest = (one: number | null, other: number | null): number | null =>
  one === null || other === null ? null : Math.max(one, other)

// Sums of decimal fractions land a hair off the whole number; a hair is not a micro-dollar.
const wholeMicros = (micros: number): number => Math.ceil(micros - 1e-6)

/** What of the counted tokens has another price than its kind. */
export interface CostDetails {
  /** So many of the cache writes are kept for longer than usual. */
  readonly longCacheWrite: number
  readonly media: MediaCounts
  readonly webSearches: number
}

const NO_DETAILS: CostDetails = { longCacheWrite: 0, media: NO_MEDIA, webSearches: 0 }

/** What counted tokens cost, in whole micro-dollars, rounded up. */
export const costOf = (price: ModelPrice, counts: TokenCounts, details: CostDetails = NO_DETAILS): number => {
  const size = counts.input + counts.cachedInput + counts.cacheWrite
  const long = Math.min(details.longCacheWrite, counts.cacheWrite)
  return wholeMicros(
    counts.input * rateAt(price.input, size) +
      counts.cachedInput * rateAt(price.cachedInput, size) +
      (counts.cacheWrite - long) * rateAt(price.cacheWrite, size) +
      long * rateAt(price.longCacheWrite, size) +
      counts.output * rateAt(price.output, size) +
      counts.reasoning * rateAt(price.reasoning, size) +
      ofOtherMedia(price, counts, details.media, size) +
      details.webSearches * price.webSearchFee,
  )
}

/** What tokens of other media cost more than text. Never more of them than tokens: reports are strangers' words. */
const ofOtherMedia = (price: ModelPrice, counts: TokenCounts, media: MediaCounts, size: number): number => {
  const left = { input: counts.input, cachedInput: counts.cachedInput, output: counts.output }
  let micros = 0
  for (const medium of MEDIA) {
    const [tokens, rates] = [media[medium], price.media[medium]]
    if (tokens === undefined || rates === undefined) continue
    for (const side of ['input', 'cachedInput', 'output'] as const) {
      const some = Math.min(tokens[side], left[side])
      left[side] -= some
      micros += some * (rateAt(rates[side], size) - rateAt(price[side], size))
    }
  }
  return micros
}

/** The most that so many tokens can cost, whatever their kinds, in whole micro-dollars. */
export const costAtMost = (price: ModelPrice, inputTokens: number, outputTokens: number): number =>
  wholeMicros(inputTokens * rateAt(price.inputMax, inputTokens) + outputTokens * rateAt(price.outputMax, inputTokens))
