import type { Provider } from '@1relay/contracts'
import { calcPrice, findProvider, type ModelPrice as SourcePrice, type ModelInfo } from '@pydantic/genai-prices'
import { dearest, flat, type ModelPrice, type Rate } from './rates.js'

/** Source and version of the prices, stamped on every usage event. The data is bundled: nothing is fetched. */
export const PRICE_VERSION = '@pydantic/genai-prices@0.1.8'

// An upstream of one's own has no price list: it is charged like the dearest model of the dialect's main provider, and flagged.
const PRICES_OF_STRANGERS = 'openai'
// Prices may change with the time of day, so what was read is believed for a minute only.
const FRESH_MS = 60_000
const KEPT_MAX = 2000

/** Prices by provider and model, remembered because finding a model walks a list of patterns. */
export class PriceBook {
  private readonly kept = new Map<string, { readonly price: ModelPrice; readonly untilMs: number }>()
  private readonly dearestOf = new Map<string, ModelPrice>()

  constructor(private readonly now: () => number) {}

  /** The price of a model; an unknown one has the dearest prices of its provider and is flagged. */
  find({ priceId }: Provider, model: string | null): ModelPrice {
    const id = priceId ?? PRICES_OF_STRANGERS
    if (priceId === null || model === null) return this.dearestIn(id)
    const key = `${id}/${model}`
    const known = this.kept.get(key)
    const now = this.now()
    if (known !== undefined && known.untilMs > now) return known.price
    const price = lookUp(id, model, now) ?? this.dearestIn(id)
    // Model names come from callers: the memory for them is bounded.
    if (this.kept.size >= KEPT_MAX) this.kept.clear()
    this.kept.set(key, { price, untilMs: now + FRESH_MS })
    return price
  }

  private dearestIn(id: string): ModelPrice {
    const known = this.dearestOf.get(id)
    if (known !== undefined) return known
    const prices = (findProvider({ providerId: id })?.models ?? []).flatMap(pricesOf)
    const of = (side: (price: ModelPrice) => Rate): Rate => dearest(prices.map(side))
    const input = of((price) => price.inputMax)
    const output = of((price) => price.outputMax)
    const price: ModelPrice = {
      input,
      cachedInput: input,
      cacheWrite: input,
      output,
      reasoning: output,
      inputMax: input,
      outputMax: output,
      contextWindow: null,
      isGuessed: true,
    }
    this.dearestOf.set(id, price)
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

/** The rates of a price entry; undefined if it has no price a token (models that charge by the hour or the page). */
const readPrice = (source: SourcePrice, model: ModelInfo): ModelPrice | undefined => {
  const read = (key: string): Rate | undefined => readRate(source[key])
  const side = (pattern: RegExp): Rate[] =>
    Object.keys(source).flatMap((key) => (pattern.test(key) ? (read(key) ?? []) : []))
  const inputs = side(/^(?:input|cache_write).*_mtok$/)
  const outputs = side(/^output.*_mtok$/)
  if (inputs.length === 0 && outputs.length === 0) return undefined
  const input = read('input_mtok') ?? dearest(inputs)
  const output = read('output_mtok') ?? dearest(outputs)
  return {
    input,
    output,
    cachedInput: read('cache_read_mtok') ?? input,
    cacheWrite: read('cache_write_mtok') ?? input,
    reasoning: read('output_reasoning_mtok') ?? output,
    inputMax: dearest([input, ...inputs]),
    outputMax: dearest([output, ...outputs]),
    contextWindow: model.context_window ?? null,
    isGuessed: false,
  }
}

const readRate = (value: SourcePrice[string]): Rate | undefined => {
  if (value === undefined) return undefined
  if (typeof value === 'number') return flat(value)
  return { base: value.base, steps: value.tiers.map(({ start, price }) => ({ above: start, rate: price })) }
}
