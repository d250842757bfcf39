import type { Provider } from '@1relay/contracts'
import type { BodyFacts } from './body-facts.js'
import { extended, replaced } from './edit-json.js'
import { memberOf, objectOf, scalarOf, type JsonObject } from './read-json.js'

// Providers that report a stream's usage only if they are asked. Others report it anyway, or refuse fields they do not know.
const MUST_BE_ASKED: ReadonlySet<string> = new Set(['openai', 'google'])

/** Whether a stream's usage would stay unknown: the provider has to be asked, and the caller has not done it. */
export const hidesUsage = (provider: Provider, path: string, facts: BodyFacts, body: JsonObject): boolean => {
  if (!facts.isStream || !path.endsWith('/chat/completions') || !MUST_BE_ASKED.has(provider.slug)) return false
  const options = objectOf(body, 'stream_options')
  return options === undefined || scalarOf(options, 'include_usage') !== true
}

/** The body of a chat request with `stream_options.include_usage` set, all else byte for byte. */
export const askForUsage = (body: JsonObject): Buffer => {
  if (memberOf(body, 'stream_options') === undefined) return extended(body, 'stream_options', '{"include_usage":true}')
  const options = objectOf(body, 'stream_options')
  return replaced(body, 'stream_options', options === undefined ? '{"include_usage":true}' : asking(options).toString())
}

const asking = (options: JsonObject): Buffer =>
  memberOf(options, 'include_usage') === undefined
    ? extended(options, 'include_usage', 'true')
    : replaced(options, 'include_usage', 'true')
