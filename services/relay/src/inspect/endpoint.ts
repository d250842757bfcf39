import type { UsageDialect } from '@1relay/contracts'

/** What a path of a provider means for metering. */
export interface Endpoint {
  /** In which dialect it is spoken: every provider also has an OpenAI-shaped face. Null: nobody reads it. */
  readonly dialect: UsageDialect | null
  /** Body fields that cap the output, in this dialect at this endpoint. */
  readonly outputFields: readonly string[]
  /** Answers without generated tokens: embeddings. */
  readonly hasOutput: boolean
  /** Known to cost nothing, or nothing that is counted here. */
  readonly isFree: boolean
  /** Starts work whose cost no answer reports: batches, fine-tuning, assistant runs. A budget cannot cover what nobody sees. */
  readonly spendsUnseen: boolean
}

/** Any endpoint of a plain API: its bodies are nobody's to read, and what it costs is between its owner and it. */
export const PLAIN_ENDPOINT: Endpoint = {
  dialect: null,
  outputFields: [],
  hasOutput: false,
  isFree: true,
  spendsUnseen: false,
}

const FREE = /\/(?:files|uploads|moderations|count_tokens)(?:\/|$)|:countTokens$/
const UNSEEN = /\/(?:batches|fine_tuning|fine-tunes|runs|evals|realtime)(?:\/|$)|:batch[A-Za-z]*Content$|\/tunedModels$/
const RUNS_A_MODEL = /^(?:POST|PUT|PATCH)$/

// Where nearly all calls go: read once, since patterns over a path cost more than everything else about it.
const USUAL: ReadonlySet<string> = new Set([
  '/v1/chat/completions',
  '/v1/responses',
  '/v1/embeddings',
  '/v1/messages',
  '/openai/v1/chat/completions',
])
const known = new Map<string, Endpoint>()

/** Reads an upstream path in the light of its provider's dialect. */
export const readEndpoint = (provider: UsageDialect, method: string, path: string): Endpoint => {
  if (method !== 'POST' || !USUAL.has(path)) return read(provider, method, path)
  const key = `${provider} ${path}`
  let endpoint = known.get(key)
  if (endpoint === undefined) known.set(key, (endpoint = read(provider, method, path)))
  return endpoint
}

const read = (provider: UsageDialect, method: string, path: string): Endpoint => {
  const isOpenAi = path.endsWith('/chat/completions') || path.includes('/openai/')
  const dialect = isOpenAi ? 'openai' : provider
  return {
    dialect,
    outputFields: outputFields(dialect, path),
    hasOutput: !/\/embeddings$|:(?:batchEmbed|embed)Contents?$/.test(path),
    isFree: !RUNS_A_MODEL.test(method) || FREE.test(path),
    spendsUnseen: RUNS_A_MODEL.test(method) && UNSEEN.test(path),
  }
}

const outputFields = (dialect: UsageDialect, path: string): readonly string[] => {
  switch (dialect) {
    case 'anthropic':
      return ['max_tokens', 'max_tokens_to_sample']
    case 'google':
      return ['maxOutputTokens', 'max_output_tokens']
    case 'openai':
      return path.endsWith('/responses') ? ['max_output_tokens'] : ['max_completion_tokens', 'max_tokens']
  }
}

/** The model that a Google path names (`/v1beta/models/gemini-2.5-pro:generateContent`), or null. */
export const modelInPath = (dialect: UsageDialect | null, path: string): string | null => {
  if (dialect !== 'google') return null
  const model = /\/models\/([^/:]+)/.exec(path)?.[1]
  return model === undefined ? null : decodeURIComponent(model)
}
