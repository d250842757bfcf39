import type { ProviderSlug } from './providers.js'

/** Which provider a model is asked of that is named without one. `pattern` is a regular expression; case does not count. */
export interface ModelRoute {
  readonly pattern: string
  readonly provider: ProviderSlug
}

/** The first that fits counts. For browser apps that leave the choice to us: `POST /relay`, told by `GET /models`. */
export const MODEL_ROUTES = [
  { pattern: '^(?:gpt-|chatgpt-|o[1-9](?:-|$)|text-embedding-)', provider: 'openai' },
  { pattern: '^claude-', provider: 'anthropic' },
  { pattern: '^gemini-', provider: 'google' },
  { pattern: '^(?:llama-?\\d|mixtral-|gemma-?\\d|qwen-)', provider: 'groq' },
  { pattern: '^(?:mistral-|ministral-|codestral-|pixtral-|open-mi[sx]tral)', provider: 'mistral' },
] as const satisfies readonly ModelRoute[]
