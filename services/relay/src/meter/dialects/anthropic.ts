import type { TokenCounts } from '@1relay/contracts'
import { count, fields, textBytesIn, textOf, type Dialect, type DialectReading } from './dialect.js'

const NOT_TEXT: ReadonlySet<string> = new Set(['type', 'id', 'signature', 'encrypted_content', 'data', 'tool_use_id'])

// Its fast mode is priced as OpenAI's priority tier is, and called so here.
const TIERS: ReadonlyMap<unknown, string> = new Map([
  ['fast', 'priority'],
  ['standard', 'default'],
])

/** Messages of Anthropic, whole or as events. */
export const anthropic: Dialect = {
  read: (value): DialectReading => {
    const event = fields(value)
    // message_start carries the message with its input counts; message_delta the output so far; a plain answer is the message.
    const message = fields(event['message'] ?? event)
    const usage = message['usage']
    return {
      model: textOf(message['model']),
      counts: usage === undefined || usage === null ? null : readCounts(usage),
      tier: TIERS.get(fields(usage)['speed']) ?? null,
      webSearches: count(fields(fields(usage)['server_tool_use'])['web_search_requests']),
      longCacheWrite: count(fields(fields(usage)['cache_creation'])['ephemeral_1h_input_tokens']),
      isFinal: usage !== undefined && usage !== null && event['type'] !== 'message_start',
      textBytes:
        textBytesIn(event['delta'], NOT_TEXT) +
        textBytesIn(event['content_block'], NOT_TEXT) +
        textBytesIn(event['content'], NOT_TEXT),
    }
  },

  errorEvent: ({ code, type, message }) =>
    `event: error\ndata: ${JSON.stringify({ type: 'error', error: { type, code, message } })}\n\n`,
}

/** input_tokens contains neither cache reads nor cache writes. A field that an event leaves out keeps its earlier value. */
const readCounts = (usage: unknown): Partial<TokenCounts> => {
  const of = fields(usage)
  const named: [keyof TokenCounts, number | undefined][] = [
    ['input', count(of['input_tokens'])],
    ['cachedInput', count(of['cache_read_input_tokens'])],
    ['cacheWrite', count(of['cache_creation_input_tokens'])],
    ['output', count(of['output_tokens'])],
  ]
  return Object.fromEntries(named.filter(([, value]) => value !== undefined))
}
