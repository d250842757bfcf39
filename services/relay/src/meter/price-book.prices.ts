import type { Provider } from '@1relay/contracts'
import { calcPrice, findProvider, type ModelPrice as SourcePrice, type ModelInfo } from '@pydantic/genai-prices'
import { findOverride, NO_OVERRIDES, overridesOf, type PriceOverrides } from './price-overrides.js'
import { AUDIO_TOKENS_PER_MINUTE, dearest, flat, ofMedia, type ModelPrice, type Rate } from './rates.js'

/** Source and version of the data set's prices, stamped on every event that is charged with them. It is bundled: nothing is fetched. */
export const PRICE_VERSION = '@pydantic/genai-prices@0.1.8'

// An upstream of one's own has no price list: it is charged like the dearest model of the dialect's main provider, and flagged.
const PRICES_OF_STRANGERS = 'openai'
// Prices may change with the time of day, so what was read is believed for a minute only.
const FRESH_MS = 60_000
const KEPT_MAX = 2000
/** No provider has longer ones: what a caller calls so is no known model, and its name is neither looked up nor kept. */
const NAME_MAX_LENGTH = 200

/** Prices by provider and model, remembered because finding a model walks a list of patterns. */
export class PriceBook {
  private readonly kept = new Map<string, { readonly price: ModelPrice; readonly untilMs: number }>()
  private readonly dearestOf = new Map<string, ModelPrice>()

  constructor(
    private readonly now: () => number,
    private readonly overrides: PriceOverrides = NO_OVERRIDES,
  ) {}

  /**
   * The price of a model: the operator's, or else the data set's; an unknown one has the dearest prices of its provider and is
   * flagged. `upstream` is the slug, or the origin of a custom one.
   */
  find({ priceId, slug }: Provider, model: string | null, upstream: string = slug): ModelPrice {
    const id = priceId ?? PRICES_OF_STRANGERS
    if (model === null || model.length > NAME_MAX_LENGTH) return this.dearestIn(id, upstream)
    const key = `${upstream}/${model}`
    const known = this.kept.get(key)
    const now = this.now()
    if (known !== undefined && known.untilMs > now) return known.price
    const listed = priceId === null ? undefined : lookUp(id, model, now)
    const own = findOverride(this.overrides, upstream, model)
    const price =
      own === undefined
        ? (listed ?? this.dearestIn(id, upstream))
        : { ...own, contextWindow: own.contextWindow ?? listed?.contextWindow ?? null }
    // Model names come from callers: the memory for them is bounded.
    if (this.kept.size >= KEPT_MAX) this.kept.clear()
    this.kept.set(key, { price, untilMs: now + FRESH_MS })
    return price
  }

  private dearestIn(id: string, upstream: string): ModelPrice {
    const known = this.dearestOf.get(upstream)
    if (known !== undefined) return known
    const listed = (findProvider({ providerId: id })?.models ?? []).flatMap(pricesOf)
    const prices = [...listed, ...overridesOf(this.overrides, upstream)]
    const of = (side: (price: ModelPrice) => Rate): Rate => dearest(prices.map(side))
    const input = of((price) => price.inputMax)
    const output = of((price) => price.outputMax)
    const price: ModelPrice = {
      input,
      cachedInput: input,
      cacheWrite: input,
      longCacheWrite: input,
      output,
      reasoning: output,
      // Dearer than any medium.
      media: {},
      requestFee: Math.max(0, ...prices.map(({ requestFee }) => requestFee)),
      webSearchFee: Math.max(0, ...prices.map(({ webSearchFee }) => webSearchFee)),
      inputMax: input,
      outputMax: output,
      contextWindow: null,
      isGuessed: true,
      version: PRICE_VERSION,
    }
    if (this.dearestOf.size >= KEPT_MAX) this.dearestOf.clear()
    this.dearestOf.set(upstream, price)
    return price
  }
}

const lookUp = (providerId: string, model: string, nowMs: number): ModelPrice | undefined => {
  const found = calcPrice({ input_tokens: 0, output_tokens: 0 }, model, { providerId, timestamp: new Date(nowMs) })
  return found === null ? undefined : readPrice(found.model_price, found.model)
}

const pricesOf = (model: ModelInfo): ModelPrice[] => {
  const all = Array.isArray(model.prices) ? model.prices.map(({ prices }) => prices) : [model.prices]
  return all.flatMap((price) => readPrice(price, model) ?? [])
}

/** The rates of a price entry; undefined if it has no price a token (models that charge by the page). */
const readPrice = (source: SourcePrice, model: ModelInfo): ModelPrice | undefined => {
  const read = (key: string): Rate | undefined => readRate(source[key])
  const side = (pattern: RegExp): Rate[] =>
    Object.keys(source).flatMap((key) => (pattern.test(key) ? (read(key) ?? []) : []))
  const inputs = side(/^(?:input|cache_write).*_mtok$/)
  const outputs = side(/^output.*_mtok$/)
  const hour = source['audio_hours']
  if (inputs.length === 0 && typeof hour === 'number') inputs.push(flat((hour * 1e6) / (60 * AUDIO_TOKENS_PER_MINUTE)))
  if (inputs.length === 0 && outputs.length === 0) return undefined
  const input = read('input_mtok') ?? dearest(inputs)
  const output = read('output_mtok') ?? dearest(outputs)
  return {
    input,
    output,
    cachedInput: read('cache_read_mtok') ?? input,
    cacheWrite: read('cache_write_mtok') ?? input,
    longCacheWrite: read('cache_write_1h_mtok') ?? read('cache_write_mtok') ?? input,
    reasoning: read('output_reasoning_mtok') ?? output,
    media: ofMedia((medium) => {
      const [taken, given] = [read(`input_${medium}_mtok`), read(`output_${medium}_mtok`)]
      const cached = read(`cache_${medium}_read_mtok`)
      if (taken === undefined && cached === undefined && given === undefined) return undefined
      const cachedInput = cached ?? read('cache_read_mtok') ?? taken ?? input
      return { input: taken ?? input, cachedInput, output: given ?? output }
    }),
    requestFee: readFee(source['requests_kcount']),
    webSearchFee: readFee(source['web_searches_kcount']),
    inputMax: dearest([input, ...inputs]),
    outputMax: dearest([output, ...outputs]),
    contextWindow: model.context_window ?? null,
    isGuessed: false,
    version: PRICE_VERSION,
  }
}

/** Dollars a thousand are a thousand micro-dollars each. */
const readFee = (value: SourcePrice[string]): number => (typeof value === 'number' ? value * 1000 : 0)

const readRate = (value: SourcePrice[string]): Rate | undefined => {
  if (value === undefined) return undefined
  if (typeof value === 'number') return flat(value)
  return { base: value.base, steps: value.tiers.map(({ start, price }) => ({ above: start, rate: price })) }
}
