import type { TokenCounts } from '@1relay/contracts'
import { AUDIO_TOKENS_PER_MINUTE, type MediaCounts } from '../rates.js'
import {
  audioTokensIn,
  count,
  fields,
  items,
  textBytesIn,
  textOf,
  type Dialect,
  type DialectReading,
  type Fields,
} from './dialect.js'

const NOT_TEXT: ReadonlySet<string> = new Set(['role', 'id', 'type', 'audio', 'encrypted_content', 'signature'])

/** Chat completions, completions, embeddings and responses of OpenAI and everything that speaks like it. */
export const openai: Dialect = {
  read: (value): DialectReading => {
    const event = fields(value)
    // Events of the Responses API wrap the answer: response.completed carries it whole, with its usage.
    const answer = fields(event['response'] ?? event)
    const usage = answer['usage'] ?? fields(event['x_groq'])['usage']
    return {
      model: textOf(answer['model']),
      counts: usage === undefined || usage === null ? null : readCounts(usage),
      media: usage === undefined || usage === null ? undefined : readMedia(usage),
      passedMedia: passedIn(event),
      webSearches: searchesIn(answer['output']),
      tier: textOf(answer['service_tier']),
      isFinal: usage !== undefined && usage !== null,
      textBytes: readTextBytes(event),
    }
  },

  errorEvent: ({ code, type, message }, path) =>
    path.endsWith('/responses')
      ? `event: error\ndata: ${JSON.stringify({ type: 'error', code, message, param: null })}\n\n`
      : `data: ${JSON.stringify({ error: { message, type, code, param: null } })}\n\n`,
}

/** prompt_tokens contains cached ones and completion_tokens contains reasoning: both are taken apart. */
const readCounts = (usage: unknown): Partial<TokenCounts> => {
  const of = fields(usage)
  const [inputDetails, outputDetails] = detailsOf(of)
  const seconds = count(of['seconds']) ?? 0
  const input = count(of['prompt_tokens'] ?? of['input_tokens']) ?? Math.ceil((seconds * AUDIO_TOKENS_PER_MINUTE) / 60)
  const output = count(of['completion_tokens'] ?? of['output_tokens']) ?? 0
  const cachedInput = Math.min(count(inputDetails['cached_tokens']) ?? 0, input)
  const cacheWrite = Math.min(count(inputDetails['cache_write_tokens']) ?? 0, input - cachedInput)
  const reasoning = Math.min(count(outputDetails['reasoning_tokens']) ?? 0, output)
  return { input: input - cachedInput - cacheWrite, cachedInput, cacheWrite, output: output - reasoning, reasoning }
}

// Transcriptions and sessions say it in the singular.
const detailsOf = (of: Fields): readonly [Fields, Fields] => [
  fields(of['prompt_tokens_details'] ?? of['input_tokens_details'] ?? of['input_token_details']),
  fields(of['completion_tokens_details'] ?? of['output_tokens_details'] ?? of['output_token_details']),
]

/** What of a usage is audio or pictures. Of cached tokens only sessions say which are; others are taken for text, and what is no text for not cached. */
export const readMedia = (usage: unknown): MediaCounts => {
  const of = fields(usage)
  const [inputs, outputs] = detailsOf(of)
  const cached = fields(inputs['cached_tokens_details'])
  const seconds = count(of['seconds']) ?? 0
  const sides = (name: string) => {
    const cachedInput = count(cached[name]) ?? 0
    return {
      input: Math.max(0, (count(inputs[name]) ?? 0) - cachedInput),
      cachedInput,
      output: count(outputs[name]) ?? 0,
    }
  }
  const [audio, image] = [sides('audio_tokens'), sides('image_tokens')]
  // Endpoints for pictures say what went in, and some not what came out: a picture.
  const isPicture = inputs['image_tokens'] !== undefined && Object.keys(outputs).length === 0
  return {
    audio: seconds > 0 ? { ...audio, input: Math.ceil((seconds * AUDIO_TOKENS_PER_MINUTE) / 60) } : audio,
    image: isPicture ? { ...image, output: count(of['output_tokens']) ?? 0 } : image,
  }
}

/** In an answer of the Responses API, which has every call of a tool among what came out. */
const searchesIn = (output: unknown): number | undefined =>
  Array.isArray(output) ? items(output).filter((one) => fields(one)['type'] === 'web_search_call').length : undefined

/** Audio of a chat stream; that of a whole answer comes with its report. */
const passedIn = (event: Fields): DialectReading['passedMedia'] => {
  let audio = 0
  for (const choice of items(event['choices']))
    audio += audioTokensIn(fields(fields(fields(choice)['delta'])['audio'])['data'])
  return audio === 0 ? undefined : { audio }
}

const readTextBytes = (event: Fields): number => {
  if (typeof event['delta'] === 'string') return Buffer.byteLength(event['delta'])
  let bytes = 0
  for (const choice of items(event['choices'])) {
    const { delta, message, text } = fields(choice)
    bytes += textBytesIn(delta ?? message ?? text, NOT_TEXT)
    // What is said is told as text, too.
    bytes += textBytesIn(fields(fields(delta ?? message)['audio'])['transcript'], NOT_TEXT)
  }
  // A whole answer of the Responses API; its stream events carry `response`, whose text has passed as deltas before.
  return bytes + (event['response'] === undefined ? textBytesIn(event['output'], NOT_TEXT) : 0)
}
