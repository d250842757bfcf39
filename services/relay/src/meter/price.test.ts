import { findProvider, PROVIDERS, type Provider } from '@1relay/contracts'
import { calcPrice } from '@pydantic/genai-prices'
import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { NO_FACTS, readEndpoint } from '../inspect/index.js'
import {
  boundOf,
  chargeFor,
  costAtMost,
  costOf,
  dearer,
  multiplied,
  NO_TOKENS,
  PRICE_VERSION,
  PriceBook,
} from './index.js'

const book = new PriceBook(() => Date.parse('2026-11-21T12:00:00Z'))
const provider = (slug: string): Provider => findProvider(slug) as Provider
const openai = provider('openai')
const count = fc.integer({ min: 0, max: 1_000_000 })

describe('PriceBook', () => {
  it('stamps the version that is installed', () => {
    const path = createRequire(__filename)
      .resolve('@pydantic/genai-prices')
      .replace(/dist\/.*$/, 'package.json')
    const { name, version } = JSON.parse(readFileSync(path, 'utf8')) as { name: string; version: string }
    expect(PRICE_VERSION).toBe(`${name}@${version}`)
  })

  it.each([
    ['openai', 'gpt-4o'],
    ['openai', 'gpt-4o-mini-2024-07-18'],
    ['anthropic', 'claude-sonnet-4-20250514'],
    ['google', 'gemini-2.5-pro'],
    ['groq', 'llama-3.3-70b-versatile'],
    ['mistral', 'mistral-large-latest'],
    ['openrouter', 'openai/gpt-4o'],
  ])('charges %s %s what the data set says, to the micro-dollar', (slug, model) => {
    const price = book.find(provider(slug), model)
    expect(price.isGuessed).toBe(false)
    fc.assert(
      fc.property(count, count, count, count, (input, cachedInput, output, reasoning) => {
        const usage = {
          input_tokens: input + cachedInput,
          cache_read_tokens: cachedInput,
          output_tokens: output + reasoning,
        }
        const theirs = calcPrice(usage, model, {
          providerId: provider(slug).priceId as string,
          timestamp: new Date('2026-11-21T12:00:00Z'),
        })
        const ours = costOf(price, { ...NO_TOKENS, input, cachedInput, output, reasoning })
        expect(Math.abs(ours - (theirs?.total_price ?? NaN) * 1e6)).toBeLessThan(1.001)
      }),
    )
  })

  it.each([
    ['openai', 'gpt-audio'],
    ['openai', 'gpt-realtime'],
    ['openai', 'gpt-4o-transcribe'],
    ['openai', 'gpt-image-1'],
    ['openai', 'gpt-image-1.5'],
    ['openai', 'gpt-4o'],
    ['google', 'gemini-2.5-flash'],
    ['google', 'gemini-2.5-flash-image'],
    ['google', 'gemini-3.1-flash-live-preview'],
  ])('charges audio and pictures of %s %s what the data set says', (slug, model) => {
    const price = book.find(provider(slug), model)
    const part = fc.integer({ min: 0, max: 100_000 })
    const sides = fc.record({ input: part, cachedInput: part, output: part })
    fc.assert(
      fc.property(sides, sides, sides, (text, audio, image) => {
        const sum = (side: 'input' | 'cachedInput' | 'output') => text[side] + audio[side] + image[side]
        const usage = {
          input_tokens: sum('input') + sum('cachedInput'),
          cache_read_tokens: sum('cachedInput'),
          output_tokens: sum('output'),
          input_audio_tokens: audio.input + audio.cachedInput,
          cache_audio_read_tokens: audio.cachedInput,
          output_audio_tokens: audio.output,
          input_image_tokens: image.input + image.cachedInput,
          cache_image_read_tokens: image.cachedInput,
          output_image_tokens: image.output,
        }
        const theirs = calcPrice(usage, model, {
          providerId: provider(slug).priceId as string,
          timestamp: new Date('2026-11-21T12:00:00Z'),
        })
        const counts = { ...NO_TOKENS, input: sum('input'), cachedInput: sum('cachedInput'), output: sum('output') }
        const ours = costOf(price, counts, { longCacheWrite: 0, media: { audio, image }, webSearches: 0 })
        expect(Math.abs(ours - (theirs?.total_price ?? NaN) * 1e6)).toBeLessThan(1.001)
      }),
    )
  })

  it('charges no more tokens of a medium than there are tokens, whatever an upstream says', () => {
    const price = book.find(openai, 'gpt-audio')
    const lies = {
      audio: { input: 1e9, cachedInput: 1e9, output: 1e9 },
      image: { input: 1e9, cachedInput: 0, output: 1e9 },
    }
    const counts = { ...NO_TOKENS, input: 10, output: 10 }
    expect(costOf(price, counts, { longCacheWrite: 0, media: lies, webSearches: 0 })).toBe(10 * 32 + 10 * 64)
  })

  it.each(PROVIDERS.map(({ slug }) => slug))(
    'prices an unknown model of %s above every known one, and flags it',
    (slug) => {
      const unknown = book.find(provider(slug), 'a-model-of-tomorrow')
      expect(unknown.isGuessed).toBe(true)
      expect(costAtMost(unknown, 1000, 1000)).toBeGreaterThanOrEqual(
        costAtMost(book.find(provider(slug), 'gpt-4o'), 1000, 1000),
      )
      expect(costAtMost(unknown, 1000, 1000)).toBeGreaterThan(0)
    },
  )

  it('never charges more than it held, for any tokens within the bound', () => {
    const models = [
      ['openai', 'gpt-4o'],
      ['google', 'gemini-2.5-pro'],
      ['anthropic', 'claude-sonnet-4-20250514'],
      ['openai', 'x'],
    ] as const
    fc.assert(
      fc.property(fc.constantFrom(...models), count, count, count, count, count, ([slug, model], a, b, c, d, e) => {
        const price = book.find(provider(slug), model)
        const counts = { input: a, cachedInput: b, cacheWrite: c, output: d, reasoning: e }
        expect(costOf(price, counts)).toBeLessThanOrEqual(costAtMost(price, a + b + c, d + e))
      }),
    )
  })
})

describe('models that are paid by the hour', () => {
  it('are priced by tokens of a sixtieth of a thousandth of an hour', () => {
    const whisper = book.find(openai, 'whisper-1')
    expect(whisper.isGuessed).toBe(false)
    // $0.36 an hour, at a thousand tokens a minute.
    expect(costOf(whisper, { ...NO_TOKENS, input: 60_000 })).toBe(360_000)
  })
})

describe('multiplied', () => {
  it('is every rate times the factor, at every size of input', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('gpt-4o', 'gpt-5.4', 'gpt-audio', 'nobody-knows-it'),
        count,
        count,
        (model, input, output) => {
          const price = book.find(openai, model)
          const twice = multiplied(price, 2)
          const counts = { ...NO_TOKENS, input, output }
          expect(Math.abs(costOf(twice, counts) - 2 * costOf(price, counts))).toBeLessThanOrEqual(2)
          const spoken = { longCacheWrite: 0, media: { audio: { input, cachedInput: 0, output } }, webSearches: 0 }
          expect(Math.abs(costOf(twice, counts, spoken) - 2 * costOf(price, counts, spoken))).toBeLessThanOrEqual(2)
          expect(Math.abs(costAtMost(twice, input, output) - 2 * costAtMost(price, input, output))).toBeLessThanOrEqual(
            2,
          )
        },
      ),
    )
  })
})

describe('dearer', () => {
  it('covers what either model may cost', () => {
    const models = fc.constantFrom('gpt-4o', 'o1-pro', 'gpt-4o-mini', 'gpt-audio', 'nobody-knows-it')
    fc.assert(
      fc.property(models, models, count, count, (one, other, input, output) => {
        const prices = [book.find(openai, one), book.find(openai, other)] as const
        const both = costAtMost(dearer(...prices), input, output)
        for (const price of prices) expect(both).toBeGreaterThanOrEqual(costAtMost(price, input, output))
        const counts = { ...NO_TOKENS, input, output }
        const spoken = { longCacheWrite: 0, media: { audio: { input, cachedInput: 0, output } }, webSearches: 0 }
        const dearest = costOf(dearer(...prices), counts, spoken)
        for (const price of prices) expect(dearest).toBeGreaterThanOrEqual(costOf(price, counts, spoken))
      }),
    )
  })
})

describe('PriceBook with prices of the operator', () => {
  const custom = 'https://models.example.com'
  const own = new PriceBook(() => Date.parse('2026-11-21T12:00:00Z'), {
    version: '2026-11',
    models: [
      { upstream: 'openai', model: 'gpt-4o', input: 1, output: 3, cachedInput: 0.5 },
      { upstream: 'openai', model: 'gpt-*', input: 7, output: 9, audioOutput: 20 },
      { upstream: custom, model: 'in-house', input: 0, output: 0.1 },
      { upstream: 'groq', model: 'dear', input: 5000, output: 5000 },
    ],
  })
  const tokens = { ...NO_TOKENS, input: 100, cachedInput: 10, output: 10 }

  it('charges the first that fits, and stamps whose price it is', () => {
    const price = own.find(openai, 'gpt-4o')
    expect(costOf(price, tokens)).toBe(100 + 5 + 30)
    expect([price.version, price.isGuessed, price.contextWindow]).toEqual(['operator:2026-11', false, 128_000])
    expect(costOf(own.find(openai, 'gpt-9'), tokens)).toBe(770 + 90)
  })

  it('charges audio what the operator says, and like text where nothing is said', () => {
    const spoken = { longCacheWrite: 0, media: { audio: { input: 50, cachedInput: 0, output: 10 } }, webSearches: 0 }
    expect(costOf(own.find(openai, 'gpt-9'), tokens, spoken)).toBe(770 + 200)
    expect(costOf(own.find(openai, 'gpt-4o'), tokens, spoken)).toBe(100 + 5 + 30)
  })

  it('looks no name up that is longer than any', () => {
    expect(own.find(openai, `gpt-${'x'.repeat(196)}`)).toMatchObject({ isGuessed: false })
    expect(own.find(openai, `gpt-${'x'.repeat(197)}`)).toEqual(own.find(openai, null))
  })

  it('charges the data set where the operator says nothing', () => {
    expect(own.find(openai, 'o3')).toEqual(book.find(openai, 'o3'))
    expect(own.find(provider('groq'), 'gpt-4o')).toMatchObject({ isGuessed: true })
  })

  it('knows a custom upstream by its origin, and no other by the same name of a model', () => {
    const strangers = provider('openai-compatible')
    expect(costOf(own.find(strangers, 'in-house', custom), tokens)).toBe(1)
    expect(own.find(strangers, 'in-house', 'https://elsewhere.example.com')).toMatchObject({ isGuessed: true })
  })

  it('holds with the dearest of all rates of its side, those for audio too', () => {
    expect(costAtMost(own.find(openai, 'gpt-audio'), 10, 10)).toBe(70 + 200)
  })

  it('prices an unknown model above what the operator calls dear', () => {
    expect(costAtMost(own.find(provider('groq'), 'unknown'), 1, 1)).toBe(10_000)
  })
})

describe('boundOf', () => {
  const chat = readEndpoint('openai', 'POST', '/v1/chat/completions')
  const price = book.find(openai, 'gpt-4o')
  it('takes a token a byte for input, but never more than the model can read', () => {
    expect(boundOf(price, NO_FACTS, chat, 1000).inputTokens).toBe(1000)
    expect(boundOf(price, NO_FACTS, chat, 1e9).inputTokens).toBe(128_000)
    expect(boundOf(price, { ...NO_FACTS, refersElsewhere: true }, chat, 10).inputTokens).toBe(128_000)
  })

  it('takes a token for 32 bytes of a file, and 8,192 at least for each', () => {
    const facts = { ...NO_FACTS, upload: { files: 2, textBytes: 10 } }
    expect(boundOf(price, facts, chat, 1010).inputTokens).toBe(10 + 2 * 8192)
    expect(boundOf(price, facts, chat, 10 + 3_200_000).inputTokens).toBe(10 + 100_000)
  })

  it('takes the named maximum, for every choice, and a stated figure without one', () => {
    expect(boundOf(price, { ...NO_FACTS, outputMax: 50, choices: 3 }, chat, 0).outputTokens).toBe(150)
    expect(boundOf(price, NO_FACTS, chat, 0).outputTokens).toBe(16_384)
    expect(boundOf(price, { ...NO_FACTS, isStream: true }, chat, 0).outputTokens).toBe(4096)
    expect(boundOf(price, NO_FACTS, readEndpoint('openai', 'POST', '/v1/embeddings'), 9).outputTokens).toBe(0)
  })
})

describe('chargeFor', () => {
  const price = book.find(openai, 'gpt-4o')
  const facts = {
    price,
    isFree: false,
    upstreamStatus: 200,
    outcome: 'completed',
    requestBytes: 300,
    upload: null,
    reading: null,
  } as const
  const counts = { ...NO_TOKENS, input: 10, output: 1 }
  const passedMedia = { audio: 0, image: 0, video: 0 }
  const rest = { longCacheWrite: 0, media: {}, passedMedia, webSearches: 0, tier: null, isFinal: false }
  const reading = { model: null, counts, textBytes: 90, ...rest }

  it('charges nothing for errors, free endpoints and what never arrived', () => {
    const nothing = { tokensFrom: 'none', costMicros: 0 }
    expect(chargeFor({ ...facts, upstreamStatus: 429 })).toMatchObject(nothing)
    expect(chargeFor({ ...facts, isFree: true })).toMatchObject(nothing)
    expect(chargeFor({ ...facts, upstreamStatus: 0, outcome: 'upstream_failed' })).toMatchObject(nothing)
  })

  it('charges what was reported last when the answer is whole', () => {
    expect(chargeFor({ ...facts, reading })).toMatchObject({ tokensFrom: 'reported', costMicros: 35 })
  })

  it('takes input as reported and output as it passed when a stream broke off', () => {
    expect(chargeFor({ ...facts, outcome: 'client_aborted', reading })).toMatchObject({
      tokensFrom: 'estimated',
      tokens: { input: 10, output: 30 },
    })
  })

  it('charges the fees of searches and of requests that the data set knows, and holds for those of requests', () => {
    const sonnet = book.find(provider('anthropic'), 'claude-sonnet-4-5')
    const searched = { ...reading, counts: NO_TOKENS, webSearches: 3 }
    expect(chargeFor({ ...facts, price: sonnet, reading: searched }).costMicros).toBe(3 * 10_000)
    const withFee = { ...price, requestFee: 12_000 }
    expect(chargeFor({ ...facts, price: withFee, reading }).costMicros).toBe(12_000 + 35)
    expect(chargeFor({ ...facts, price: withFee, outcome: 'client_aborted' }).costMicros).toBeGreaterThan(12_000)
    expect(chargeFor({ ...facts, price: withFee, upstreamStatus: 429 }).costMicros).toBe(0)
    const chat = readEndpoint('openai', 'POST', '/v1/chat/completions')
    const [bound, plain] = [withFee, price].map((one) => boundOf(one, NO_FACTS, chat, 10).micros)
    expect((bound ?? 0) - (plain ?? 0)).toBe(12_000)
  })

  it('takes the bytes of files for no text', () => {
    const upload = { files: 1, textBytes: 30 }
    const tokens = { input: 10 + 100 }
    expect(chargeFor({ ...facts, requestBytes: 30 + 25_600, upload })).toMatchObject({
      tokensFrom: 'estimated',
      tokens,
    })
  })

  it('charges cache writes that are kept for an hour at their own price', () => {
    const sonnet = book.find(provider('anthropic'), 'claude-sonnet-4-5')
    const written = { ...reading, counts: { ...NO_TOKENS, cacheWrite: 1000 }, longCacheWrite: 400 }
    // Of an input at 3: 3.75 for five minutes, 6 for an hour.
    expect(chargeFor({ ...facts, price: sonnet, reading: written }).costMicros).toBe(600 * 3.75 + 400 * 6)
    expect(chargeFor({ ...facts, price: sonnet, reading: { ...written, longCacheWrite: 5000 } }).costMicros).toBe(6000)
  })

  it('takes audio that passed for audio when a stream broke off, and once', () => {
    const gptAudio = book.find(openai, 'gpt-audio')
    const spoken = { ...reading, passedMedia: { ...passedMedia, audio: 100 } }
    const { tokens, costMicros } = chargeFor({ ...facts, price: gptAudio, outcome: 'client_aborted', reading: spoken })
    // Text at 2.5 in and 10 out, audio at 64.
    expect([tokens, costMicros]).toEqual([{ ...NO_TOKENS, input: 10, output: 30 + 100 }, 25 + 300 + 6400])
    const told = { ...spoken, media: { audio: { input: 4, cachedInput: 0, output: 60 } } }
    const charged = chargeFor({ ...facts, price: gptAudio, outcome: 'client_aborted', reading: told })
    expect(charged.costMicros).toBe(6 * 2.5 + 4 * 32 + 300 + 6400)
  })

  it('estimates from bytes when nothing was reported', () => {
    expect(chargeFor({ ...facts, outcome: 'client_aborted' })).toMatchObject({
      tokensFrom: 'estimated',
      tokens: { input: 100 },
    })
  })
})
