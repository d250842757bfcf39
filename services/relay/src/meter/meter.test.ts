import fc from 'fast-check'
import { gzipSync } from 'node:zlib'
import { decoderFor, dialectOf, Meter } from './index.js'

const read = async (
  dialect: 'openai' | 'anthropic' | 'google',
  body: string | object,
  chunkBytes = 7,
  encoding?: string,
) => {
  const isEventStream = typeof body === 'string'
  const decoder = decoderFor(encoding)
  const meter = new Meter({ dialect: dialectOf(dialect), isEventStream, isJson: !isEventStream, decoder })
  const text = Buffer.from(isEventStream ? body : JSON.stringify(body))
  const bytes = encoding === 'gzip' ? gzipSync(text) : text
  for (let at = 0; at < bytes.length; at += chunkBytes) meter.feed(bytes.subarray(at, at + chunkBytes))
  return meter.end()
}
const events = (...all: object[]): string => all.map((event) => `event: x\ndata: ${JSON.stringify(event)}\n\n`).join('')

describe('what a stream has to be held for', () => {
  const through = (dialect: 'openai' | 'google', ...all: object[]): number[] => {
    const meter = new Meter({ dialect: dialectOf(dialect), isEventStream: true, isJson: false, decoder: null })
    return all.map((event) => {
      meter.feed(Buffer.from(events(event)))
      return meter.outputTokens
    })
  }
  const gemini = (text: string, thoughtsTokenCount: number, finish: object = {}) => ({
    candidates: [{ content: { parts: [{ text }] }, ...finish }],
    usageMetadata: { promptTokenCount: 9, candidatesTokenCount: 1, thoughtsTokenCount },
  })

  it('is what it reports on its way where that is more than the text: thoughts are not shown', () => {
    const last = gemini('!', 90_000, { finishReason: 'STOP' })
    expect(through('google', gemini('hello', 0), gemini('', 700), last)).toEqual([5, 701, 6])
  })

  it('goes on growing with the text when an upstream reports with every event', () => {
    const event = { choices: [{ delta: { content: 'hello' } }], usage: { prompt_tokens: 1, completion_tokens: 1 } }
    expect(through('openai', event, event, event)).toEqual([5, 10, 15])
  })
})

describe('reading an answer', () => {
  it('takes OpenAI’s counts apart: cached is inside prompt, reasoning inside completion', async () => {
    const usage = {
      prompt_tokens: 100,
      completion_tokens: 50,
      prompt_tokens_details: { cached_tokens: 30 },
      completion_tokens_details: { reasoning_tokens: 20 },
    }
    expect((await read('openai', { model: 'm', usage })).counts).toEqual({
      input: 70,
      cachedInput: 30,
      cacheWrite: 0,
      output: 30,
      reasoning: 20,
    })
  })

  it('takes the usage of the Responses API from its last event', async () => {
    const usage = { input_tokens: 9, output_tokens: 4, output_tokens_details: { reasoning_tokens: 1 } }
    const reading = await read(
      'openai',
      events(
        { type: 'response.created', response: { model: 'm', usage: null } },
        { type: 'response.output_text.delta', delta: 'héllo' },
        { type: 'response.completed', response: { model: 'm', usage, output: [{ text: 'héllo' }] } },
      ),
    )
    expect(reading).toMatchObject({
      model: 'm',
      isFinal: true,
      textBytes: 6,
      counts: { input: 9, output: 3, reasoning: 1 },
    })
  })

  it('adds up Anthropic’s start and deltas, whose input contains no cache', async () => {
    const start = { input_tokens: 5, cache_read_input_tokens: 7, cache_creation_input_tokens: 3, output_tokens: 1 }
    const reading = await read(
      'anthropic',
      events(
        { type: 'message_start', message: { model: 'c', usage: start } },
        { type: 'content_block_delta', delta: { type: 'text_delta', text: 'abc' } },
        { type: 'message_delta', delta: { stop_reason: null }, usage: { output_tokens: 42 } },
      ),
    )
    expect(reading.counts).toEqual({ input: 5, cachedInput: 7, cacheWrite: 3, output: 42, reasoning: 0 })
    expect(reading).toMatchObject({ model: 'c', isFinal: true, textBytes: 3 })
  })

  it('does not take Anthropic’s start for the last word', async () => {
    const text = events({ type: 'message_start', message: { usage: { input_tokens: 5, output_tokens: 1 } } })
    expect(await read('anthropic', text)).toMatchObject({ isFinal: false, counts: { input: 5, output: 1 } })
  })

  it('counts Google’s thoughts beside its candidates, and cached inside its prompt', async () => {
    const usageMetadata = {
      promptTokenCount: 10,
      cachedContentTokenCount: 4,
      candidatesTokenCount: 3,
      thoughtsTokenCount: 8,
      toolUsePromptTokenCount: 2,
    }
    const answer = {
      modelVersion: 'g',
      candidates: [{ content: { parts: [{ text: 'hi' }] }, finishReason: 'STOP' }],
      usageMetadata,
    }
    const expected = { input: 8, cachedInput: 4, cacheWrite: 0, output: 3, reasoning: 8 }
    expect((await read('google', answer)).counts).toEqual(expected)
    expect(await read('google', [{ candidates: [] }, answer])).toMatchObject({
      counts: expected,
      model: 'g',
      isFinal: true,
    })
  })

  it.each([
    [{ usage: { prompt_tokens: -5, completion_tokens: 1e300 } }],
    [{ usage: { prompt_tokens: '7', completion_tokens: null } }],
    [{ usage: [] }],
  ])('lets no impossible number in: %j', async (answer) => {
    expect((await read('openai', answer)).counts).toMatchObject({ input: 0, output: 0 })
  })

  it('finds usage behind an answer of any size, and is not fooled by text that looks like it', async () => {
    const fake = '"usage":{"prompt_tokens":1,"completion_tokens":1}'
    const answer = {
      model: 'm',
      choices: [{ message: { content: fake.repeat(50_000) } }],
      usage: { prompt_tokens: 7, completion_tokens: 8 },
    }
    expect(await read('openai', answer, 16_384)).toMatchObject({ model: 'm', counts: { input: 7, output: 8 } })
    const { usage, ...withoutUsage } = answer
    expect(usage).toBeDefined()
    expect((await read('openai', withoutUsage, 16_384)).counts).toBeNull()
  })

  it('reads a compressed copy', async () => {
    expect(
      (await read('openai', { usage: { prompt_tokens: 7, completion_tokens: 8 } }, 5, 'gzip')).counts,
    ).toMatchObject({ input: 7 })
  })

  it.each(['br', 'gzip', 'zstd', 'deflate', 'unheard-of'])(
    'reads nothing and does not fail when %s is broken',
    async (encoding) => {
      const meter = new Meter({
        dialect: dialectOf('openai'),
        isEventStream: true,
        isJson: false,
        decoder: decoderFor(encoding),
      })
      meter.feed(Buffer.from('garbage'))
      expect((await meter.end()).counts).toBeNull()
    },
  )

  it('reads the same whatever the chunks, line ends and broken lines between', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 60 }), fc.constantFrom('\n', '\r\n'), async (size, newline) => {
        const text = `: comment\n\ndata: {broken\n\n${events(
          { choices: [{ delta: { content: 'äö' } }] },
          { choices: [], usage: { prompt_tokens: 3, completion_tokens: 2 } },
        )}data: [DONE]\n\n`.replaceAll('\n', newline)
        expect(await read('openai', text, size)).toMatchObject({ textBytes: 4, counts: { input: 3, output: 2 } })
      }),
    )
  })

  it('tells cache writes for an hour from the others', async () => {
    const cache_creation = { ephemeral_5m_input_tokens: 1, ephemeral_1h_input_tokens: 2 }
    const usage = { input_tokens: 5, cache_creation_input_tokens: 3, cache_creation, output_tokens: 1 }
    expect(await read('anthropic', { usage })).toMatchObject({ longCacheWrite: 2, counts: { cacheWrite: 3 } })
    const delta = { type: 'message_delta', delta: {}, usage: { output_tokens: 9 } }
    const stream = events({ type: 'message_start', message: { usage } }, delta)
    expect(await read('anthropic', stream)).toMatchObject({ longCacheWrite: 2, counts: { cacheWrite: 3, output: 9 } })
  })

  it('takes seconds of audio for a thousand tokens a minute', async () => {
    const answer = { text: 'hello', usage: { type: 'duration', seconds: 90 } }
    expect((await read('openai', answer)).counts).toMatchObject({ input: 1500, output: 0 })
  })

  it('tells audio and pictures from text, as each provider does', async () => {
    const none = { input: 0, cachedInput: 0, output: 0 }
    const chat = {
      prompt_tokens: 100,
      prompt_tokens_details: { audio_tokens: 80, cached_tokens: 10 },
      completion_tokens: 50,
      completion_tokens_details: { audio_tokens: 40, text_tokens: 10 },
    }
    const audio = { input: 80, cachedInput: 0, output: 40 }
    expect(await read('openai', { usage: chat })).toMatchObject({ counts: { input: 90, output: 50 }, media: { audio } })
    expect(await read('openai', events({ choices: [], usage: chat }))).toMatchObject({ media: { audio } })

    const transcription = {
      input_tokens: 14,
      input_token_details: { text_tokens: 4, audio_tokens: 10 },
      output_tokens: 5,
    }
    expect((await read('openai', { text: 'hi', usage: transcription })).media).toEqual({
      audio: { ...none, input: 10 },
      image: none,
    })

    const input_tokens_details = { text_tokens: 10, image_tokens: 40 }
    const drawn = { input_tokens: 50, input_tokens_details, output_tokens: 272 }
    const picture = { created: 1, data: [{ b64_json: 'x'.repeat(1e6) }] }
    expect((await read('openai', { ...picture, usage: drawn }, 65_536)).media).toMatchObject({
      image: { ...none, input: 40, output: 272 },
    })
    const told = { ...drawn, output_tokens_details: { image_tokens: 200, text_tokens: 72 } }
    expect((await read('openai', { ...picture, usage: told }, 65_536)).media).toMatchObject({
      image: { ...none, input: 40, output: 200 },
    })

    const usageMetadata = {
      promptTokenCount: 100,
      cachedContentTokenCount: 30,
      candidatesTokenCount: 1300,
      promptTokensDetails: [
        { modality: 'TEXT', tokenCount: 20 },
        { modality: 'AUDIO', tokenCount: 80 },
      ],
      cacheTokensDetails: [{ modality: 'AUDIO', tokenCount: 30 }],
      candidatesTokensDetails: [{ modality: 'IMAGE', tokenCount: 1290 }],
    }
    expect(await read('google', { candidates: [], usageMetadata })).toMatchObject({
      counts: { input: 70, cachedInput: 30, output: 1300 },
      media: { audio: { input: 50, cachedInput: 30, output: 0 }, image: { ...none, output: 1290 } },
    })
  })

  it('counts what is heard and seen of a stream as it passes: the hold has to grow with it', async () => {
    const spoken = (data: string, transcript: string) => ({ choices: [{ delta: { audio: { data, transcript } } }] })
    const stream = events(spoken('A'.repeat(16_000), ''), spoken('', 'hello'), spoken('A'.repeat(8000), ' you'))
    expect(await read('openai', stream)).toMatchObject({ textBytes: 9, passedMedia: { audio: 15, image: 0 } })
    const drawn = {
      candidates: [{ content: { parts: [{ text: 'a' }, { inlineData: { mimeType: 'image/png', data: 'AA' } }] } }],
    }
    expect(await read('google', events(drawn, drawn))).toMatchObject({ textBytes: 2, passedMedia: { image: 4096 } })
    const meter = new Meter({ dialect: dialectOf('openai'), isEventStream: true, isJson: false, decoder: null })
    meter.feed(Buffer.from(stream))
    expect(meter.outputTokens).toBe(9 + 15)
  })

  it('says when Anthropic served in its fast mode', async () => {
    const message = (speed?: string) => ({ model: 'm', usage: { input_tokens: 1, output_tokens: 1, speed } })
    expect((await read('anthropic', message('fast'))).tier).toBe('priority')
    expect((await read('anthropic', message('standard'))).tier).toBe('default')
    expect((await read('anthropic', message())).tier).toBeNull()
  })

  it('counts the searches of the web that are charged by themselves', async () => {
    const usage = { input_tokens: 1, output_tokens: 1, server_tool_use: { web_search_requests: 2 } }
    expect((await read('anthropic', { usage })).webSearches).toBe(2)
    expect(
      (await read('anthropic', events({ type: 'message_start', message: { usage: {} } }, { usage }))).webSearches,
    ).toBe(2)
    const output = [{ type: 'web_search_call' }, { type: 'message', content: [] }, { type: 'web_search_call' }]
    const completed = { type: 'response.completed', response: { output, usage: {} } }
    expect(
      (await read('openai', events({ type: 'response.created', response: { output: [] } }, completed))).webSearches,
    ).toBe(2)
    expect((await read('openai', { output, usage: {} })).webSearches).toBe(2)
    expect((await read('openai', { choices: [], usage: {} })).webSearches).toBe(0)
  })

  it('names the tier that served, of an answer of any size', async () => {
    const asked = { type: 'response.created', response: { service_tier: 'auto' } }
    const served = { type: 'response.completed', response: { service_tier: 'priority', usage: {} } }
    expect((await read('openai', events(asked, served))).tier).toBe('priority')
    const answer = {
      model: 'm',
      service_tier: 'priority',
      choices: [{ message: { content: 'x'.repeat(1e6) } }],
      usage: {},
    }
    expect((await read('openai', answer, 16_384)).tier).toBe('priority')
    expect((await read('openai', { usage: {} })).tier).toBeNull()
  })

  it('reads the usage in a line that is longer than memory allows', async () => {
    const data = 'A'.repeat(2_000_000)
    const image = {
      candidates: [{ content: { parts: [{ inlineData: { mimeType: 'image/png', data } }] }, finishReason: 'STOP' }],
      usageMetadata: { promptTokenCount: 10, candidatesTokenCount: 1290 },
    }
    expect((await read('google', events(image), 65_536)).counts).toMatchObject({ input: 10, output: 1290 })
    const completed = {
      type: 'response.completed',
      response: { model: 'm', output: [{ type: 'image_generation_call', result: data }], usage: { input_tokens: 7 } },
    }
    const reading = await read('openai', events(completed), 65_536)
    expect(reading).toMatchObject({ model: 'm', isFinal: true, counts: { input: 7 } })
  })

  it('skips a line that is longer than memory allows, and reads the next', async () => {
    const text = `data: ${'x'.repeat(1_100_000)}\n\n${events({ usage: { prompt_tokens: 3, completion_tokens: 2 } })}`
    expect((await read('openai', text, 50_000)).counts).toMatchObject({ input: 3 })
  })
})

describe('where a stream can be cut', () => {
  const meter = () => new Meter({ dialect: dialectOf('openai'), isEventStream: true, isJson: false, decoder: null })

  it('is between events, and nowhere inside one', () => {
    const one = meter()
    expect(one.feed(Buffer.from('data: 1\n'))).toBe(0)
    expect(one.isBetweenEvents).toBe(false)
    expect(one.feed(Buffer.from('data: 2'))).toBe(-1)
    expect(one.feed(Buffer.from('2\n\ndata: 3\n\n'))).toBe(3)
    expect(one.isBetweenEvents).toBe(true)
  })
})
