import type { ProviderSlug } from '@1relay/contracts'

/** A provider's slug. Those of the catalogue are suggested; your 1Relay may know others. */
export type ProviderName = ProviderSlug | (string & {})

/** One message, in the form of OpenAI's chat completions. */
export interface ChatMessage {
  readonly role: 'system' | 'developer' | 'user' | 'assistant' | 'tool' | (string & {})
  readonly content?: string | readonly Readonly<Record<string, unknown>>[] | null
  readonly name?: string
  readonly tool_calls?: readonly ToolCall[]
  readonly tool_call_id?: string
  readonly [field: string]: unknown
}

/** A call of one of your tools that a model asks for; `arguments` is JSON as the model wrote it, which may not parse. */
export interface ToolCall {
  readonly id: string
  readonly type: 'function' | (string & {})
  readonly function: { readonly name: string; readonly arguments: string }
  readonly [field: string]: unknown
}

/** A chat completion: who calls whom, and any parameter of the provider's OpenAI-shaped chat endpoint, passed on as it is. */
export interface ChatParams {
  readonly accessToken: string
  /** May be left out if the model names it: `openai/gpt-4o`. */
  readonly provider?: ProviderName
  readonly model: string
  readonly messages: readonly ChatMessage[]
  readonly temperature?: number
  readonly top_p?: number
  readonly max_tokens?: number
  readonly max_completion_tokens?: number
  readonly stop?: string | readonly string[]
  readonly tools?: readonly Readonly<Record<string, unknown>>[]
  readonly tool_choice?: unknown
  readonly response_format?: Readonly<Record<string, unknown>>
  readonly [parameter: string]: unknown
}

/** Tokens that a call used, as the provider counted them. */
export interface TokenUsage {
  readonly prompt_tokens: number
  readonly completion_tokens: number
  readonly total_tokens: number
  readonly [field: string]: unknown
}

/** A whole answer, in the form of OpenAI's chat completions. `created` is in seconds since 1970. */
export interface ChatCompletion {
  readonly id: string
  readonly model: string
  readonly created: number
  readonly choices: readonly {
    readonly index: number
    readonly message: {
      readonly role: string
      readonly content: string | null
      readonly tool_calls?: readonly ToolCall[]
    }
    readonly finish_reason: string | null
    readonly [field: string]: unknown
  }[]
  readonly usage?: TokenUsage
  readonly [field: string]: unknown
}

/** One piece of a streamed answer: `delta` is what comes behind the pieces before. `usage`, if the provider sends it, is in the last one. */
export interface ChatCompletionChunk {
  readonly id: string
  readonly model: string
  readonly created: number
  readonly choices: readonly {
    readonly index: number
    readonly delta: {
      readonly role?: string
      readonly content?: string | null
      readonly tool_calls?: readonly Readonly<Record<string, unknown>>[]
    }
    readonly finish_reason?: string | null
    readonly [field: string]: unknown
  }[]
  readonly usage?: TokenUsage | null
  readonly [field: string]: unknown
}
