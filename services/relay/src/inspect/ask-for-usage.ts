import type { Provider } from '@1relay/contracts'
import type { BodyFacts } from './body-facts.js'
import { topLevelMembers } from './json-members.js'
import { isObject } from './read-json.js'

// Providers that report a stream's usage only if they are asked. Others report it anyway, or refuse fields they do not know.
const MUST_BE_ASKED: ReadonlySet<string> = new Set(['openai', 'google'])

/** Whether a stream's usage would stay unknown: the provider has to be asked, and the caller has not done it. */
export const hidesUsage = (provider: Provider, path: string, facts: BodyFacts, streamOptions: unknown): boolean =>
  facts.isStream &&
  path.endsWith('/chat/completions') &&
  MUST_BE_ASKED.has(provider.slug) &&
  !(isObject(streamOptions) && streamOptions['include_usage'] === true)

/** The body of a chat request (valid JSON, an object with members) with `stream_options.include_usage` set, all else byte for byte. */
export const askForUsage = (text: string): string => {
  const members = topLevelMembers(text)
  const options = members.find(({ key }) => key === 'stream_options')
  if (options !== undefined) {
    const value: unknown = JSON.parse(text.slice(options.valueStart, options.end))
    const asked = JSON.stringify({ ...(isObject(value) && value), include_usage: true })
    return text.slice(0, options.valueStart) + asked + text.slice(options.end)
  }
  const end = members.at(-1)?.end ?? 0
  return `${text.slice(0, end)},"stream_options":{"include_usage":true}${text.slice(end)}`
}
