/** Whose shapes a path speaks. */
export type Dialect = 'openai' | 'anthropic' | 'google'

// Google's client calls `v1` since its third version; aimock knows Gemini under `v1beta` only.
const GEMINI_V1 = /^\/v1(?=\/models\/[^/?]+:\w+(?:[?]|$))/

/** The dialect of a path: Anthropic's messages, Gemini's methods, OpenAI's shapes for everything else. */
export const dialectOf = (path: string): Dialect => {
  if (/^\/v1\/messages(\/|$)/.test(path)) return 'anthropic'
  if (GEMINI_V1.test(path)) return 'google'
  return path.startsWith('/v1beta/') && !path.startsWith('/v1beta/openai/') ? 'google' : 'openai'
}

/** The same endpoint under the path that aimock knows: Groq, OpenRouter and Gemini put OpenAI's under a prefix. */
export const commonPath = (path: string): string =>
  path.replace(GEMINI_V1, '/v1beta').replace(/^\/(?:openai\/v1|api\/v1|v1beta\/openai)\//, '/v1/')

/** An error in the words of the provider, and the status it comes with. */
export interface ProviderError {
  status: number
  type: string
  message: string
}

const googleStatus: Record<number, string> = {
  401: 'UNAUTHENTICATED',
  404: 'NOT_FOUND',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  503: 'UNAVAILABLE',
}

/** The JSON body with which a provider of that dialect reports the error. */
export const errorBody = (dialect: Dialect, { status, type, message }: ProviderError): object => {
  switch (dialect) {
    case 'anthropic':
      return { type: 'error', error: { type, message } }
    case 'google':
      return { error: { code: status, message, status: googleStatus[status] ?? 'UNKNOWN' } }
    case 'openai':
      return { error: { message, type, param: null, code: status === 401 ? 'invalid_api_key' : null } }
  }
}
