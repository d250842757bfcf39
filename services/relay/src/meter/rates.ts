import type { TokenCounts } from '@1relay/contracts'

/** A price of one kind of token in micro-dollars a token (= dollars a million), with steps by the size of the whole input. */
export interface Rate {
  readonly base: number
  readonly steps: readonly { readonly above: number; readonly rate: number }[]
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
    inputMax: both('inputMax'),
    outputMax: both('outputMax'),
    contextWindow: widest(one.contextWindow, other.contextWindow),
    isGuessed: one.isGuessed || other.isGuessed,
    version: one.version,
  }
}

/** Models that are paid by the hour of audio are reckoned in tokens: as many as those that are paid by the token count. */
export const AUDIO_TOKENS_PER_MINUTE = 1000

/** What OpenAI takes for its priority tier, at most, in times of the price; the data set knows no tiers. */
export const PRIORITY_FACTOR = 2

/** The price with every rate times a factor: what a provider takes for a faster tier. */
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
    inputMax: times(price.inputMax),
    outputMax: times(price.outputMax),
  }
}

const widest = (one: number | null, other: number | null): number | null =>
  one === null || other === null ? null : Math.max(one, other)

// Sums of decimal fractions land a hair off the whole number; a hair is not a micro-dollar.
const wholeMicros = (micros: number): number => Math.ceil(micros - 1e-6)

/** What counted tokens cost, in whole micro-dollars, rounded up. So many of the cache writes are kept for longer than usual. */
export const costOf = (price: ModelPrice, counts: TokenCounts, longCacheWrite = 0): number => {
  const size = counts.input + counts.cachedInput + counts.cacheWrite
  const long = Math.min(longCacheWrite, counts.cacheWrite)
  return wholeMicros(
    counts.input * rateAt(price.input, size) +
      counts.cachedInput * rateAt(price.cachedInput, size) +
      (counts.cacheWrite - long) * rateAt(price.cacheWrite, size) +
      long * rateAt(price.longCacheWrite, size) +
      counts.output * rateAt(price.output, size) +
      counts.reasoning * rateAt(price.reasoning, size),
  )
}

/** The most that so many tokens can cost, whatever their kinds, in whole micro-dollars. */
export const costAtMost = (price: ModelPrice, inputTokens: number, outputTokens: number): number =>
  wholeMicros(inputTokens * rateAt(price.inputMax, inputTokens) + outputTokens * rateAt(price.outputMax, inputTokens))
