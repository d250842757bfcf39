import { matchesWildcard } from '../judge/index.js'
import { dearest, flat, type ModelPrice, type Rate } from './rates.js'

/** Prices of an operator, in dollars a million tokens (= micro-dollars a token), which stand before the data set. */
export interface PriceOverrides {
  /** Stamped on every event that is charged with one of them. */
  readonly version: string
  readonly models: readonly ModelOverride[]
}

export interface ModelOverride {
  /** Slug of a catalogued provider, or the origin of a custom upstream. */
  readonly upstream: string
  /** A model's name; `*` stands for any run of characters. The first that fits counts. */
  readonly model: string
  readonly input: number
  readonly output: number
  /** Without a price of their own, tokens of a kind cost what their side costs. */
  readonly cachedInput?: number | undefined
  readonly cacheWrite?: number | undefined
  readonly reasoning?: number | undefined
  /** Of tokens of audio; without it, they cost what their side costs. */
  readonly audioInput?: number | undefined
  readonly audioOutput?: number | undefined
  /** Tokens of input and output together, where the data set does not know them. */
  readonly contextWindow?: number | undefined
}

/** No overrides. */
export const NO_OVERRIDES: PriceOverrides = { version: '', models: [] }

/** The operator's price for a model; undefined if there is none. Without a name there is none: it may be any model. */
export const findOverride = (
  { models, version }: PriceOverrides,
  upstream: string,
  model: string | null,
): ModelPrice | undefined => {
  if (model === null) return undefined
  const found = models.find((one) => one.upstream === upstream && matchesWildcard(one.model, model))
  return found === undefined ? undefined : priceOf(found, version)
}

/** Everything the operator has priced at an upstream. */
export const overridesOf = ({ models, version }: PriceOverrides, upstream: string): ModelPrice[] =>
  models.filter((one) => one.upstream === upstream).map((one) => priceOf(one, version))

const priceOf = (of: ModelOverride, version: string): ModelPrice => {
  const rate = (value: number | undefined, otherwise: number): Rate => flat(value ?? otherwise)
  const [input, output] = [flat(of.input), flat(of.output)]
  const [cachedInput, cacheWrite] = [rate(of.cachedInput, of.input), rate(of.cacheWrite, of.input)]
  const reasoning = rate(of.reasoning, of.output)
  const audio = { input: rate(of.audioInput, of.input), cachedInput, output: rate(of.audioOutput, of.output) }
  return {
    input,
    cachedInput,
    cacheWrite,
    longCacheWrite: cacheWrite,
    output,
    reasoning,
    media: { audio },
    requestFee: 0,
    webSearchFee: 0,
    inputMax: dearest([input, cachedInput, cacheWrite, audio.input]),
    outputMax: dearest([output, reasoning, audio.output]),
    contextWindow: of.contextWindow ?? null,
    isGuessed: false,
    version: `operator:${version}`,
  }
}
