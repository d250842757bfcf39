import fc from 'fast-check'
import { chatCall } from './chat-call.js'
import { eventData } from './event-data.js'
import { failureIn, textOf } from './text-of.js'

const streamOf = (bytes: Uint8Array, cuts: readonly number[]): ReadableStream<Uint8Array> => {
  const at = [0, ...[...cuts].map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]
  return new ReadableStream({
    start(controller) {
      for (let i = 1; i < at.length; i++) controller.enqueue(bytes.subarray(at[i - 1], at[i]))
      controller.close()
    },
  })
}
const read = async (text: string, cuts: readonly number[] = []): Promise<string[]> => {
  const found: string[] = []
  for await (const data of eventData(streamOf(new TextEncoder().encode(text), cuts))) found.push(data)
  return found
}

describe('events of a stream', () => {
  it('are the same wherever the stream is cut, and however its lines end', async () => {
    const texts = fc.array(fc.stringMatching(/^[a-zé€ 🙂]{0,8}$/u), { maxLength: 6 })
    const ends = fc.constantFrom('\n', '\r\n', '\r')
    await fc.assert(
      fc.asyncProperty(texts, ends, fc.array(fc.nat(), { maxLength: 8 }), async (given, end, cuts) => {
        const text = given.map((one) => `event: x${end}data: ${one}${end}${end}`).join('')
        expect(await read(text, cuts)).toEqual(given)
      }),
    )
  })

  it('keep lines of one event together, and the last one without its end', async () => {
    expect(await read(': hi\ndata: a\ndata:b\n\nid: 1\n\ndata: c')).toEqual(['a\nb', 'c'])
  })
})

describe('the text of an event', () => {
  it.each([
    ['OpenAI', '{"choices":[{"delta":{"content":"a"}}]}', 'a'],
    ['Anthropic', '{"type":"content_block_delta","delta":{"type":"text_delta","text":"a"}}', 'a'],
    ['Google', '{"candidates":[{"content":{"parts":[{"text":"hidden","thought":true},{"text":"a"}]}}]}', 'a'],
    ['an end', '[DONE]', ''],
    ['usage', '{"choices":[],"usage":{}}', ''],
    ['nothing that we know', '{"type":"ping"}', ''],
  ])('of %s', (_, data, text) => {
    expect(textOf(data)).toBe(text)
  })

  it.each([
    ['{"error":{"message":"cut"}}', 'cut'],
    ['{"type":"error","error":{"type":"x","message":"cut"}}', 'cut'],
    ['{"error":"cut"}', 'cut'],
    ['{"choices":[]}', undefined],
    ['[DONE]', undefined],
  ])('%s says %s', (data, failure) => {
    expect(failureIn(data)).toBe(failure)
  })
})

describe('a chat', () => {
  it('goes where each provider takes it', () => {
    const chat = { model: 'm', messages: [{ role: 'assistant', content: 'hi' }] }
    expect(['openai', 'groq', 'openrouter', 'anthropic', 'google'].map((name) => chatCall(name, chat).path)).toEqual([
      '/v1/chat/completions',
      '/openai/v1/chat/completions',
      '/api/v1/chat/completions',
      '/v1/messages',
      '/v1beta/models/m:streamGenerateContent?alt=sse',
    ])
    expect(chatCall('google', chat).body).toMatchObject({ contents: [{ role: 'model', parts: [{ text: 'hi' }] }] })
  })
})
