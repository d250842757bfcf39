import type { Custody } from './custody.js'
import type { TokenStorage } from './token-storage.js'

/** Which relay, which app, and who seals keys. */
export interface ClientOptions {
  /** Where the relay is. */
  relayUrl: string
  /** Names your app to the relay, and the token in the storage. */
  appId?: string
  /** Default: `localStorage` where there is one. Null: the token lives as long as the client. */
  storage?: TokenStorage | null
  /** Default: `page`. */
  custody?: Custody
  /** Binds new tokens to pages, such as `https://app.example.com`. */
  origins?: string[]
  /** Where registration is gated: the operator's APP_SECRET. In a page it is no secret. */
  appSecret?: string
}

/** A call to a provider. */
export interface CallOptions {
  /** Default: POST with a body, GET without. */
  method?: string
  /** A plain object is sent as JSON; anything else as fetch takes it. */
  body?: unknown
  headers?: Record<string, string>
  /** For openai-compatible. */
  baseUrl?: string
  signal?: AbortSignal
}

/** A chat, in one shape for every provider. */
export interface ChatOptions {
  model: string
  messages: { role: string; content: string }[]
  /** Default 1024. */
  maxTokens?: number
  /** Called with every piece of text, as it comes. */
  onChunk?: (text: string) => void
  signal?: AbortSignal
}
