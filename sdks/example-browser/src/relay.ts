import { createClient } from '@1relay/browser'

/** Where 1Relay is: `VITE_RELAY_URL`, or what `npm start` runs on this machine. */
const relayUrl = (import.meta.env['VITE_RELAY_URL'] as string | undefined) ?? 'http://localhost:4000'

export const relay = createClient({ relayUrl, appId: 'example-browser' })

/** The providers that this page offers, each with a model. */
export const MODELS: Readonly<Record<string, string>> = {
  openai: 'gpt-4o-mini',
  anthropic: 'claude-haiku-4-5',
  google: 'gemini-2.5-flash',
}
