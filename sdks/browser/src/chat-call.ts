import type { ChatOptions } from './options.js'

const PREFIXES: Readonly<Record<string, string>> = { groq: '/openai', openrouter: '/api' }

/** Path and body of a streamed chat, as a provider wants them. */
export const chatCall = (
  provider: string,
  { model, messages, maxTokens = 1024 }: Pick<ChatOptions, 'model' | 'messages' | 'maxTokens'>,
): { path: string; body: object } => {
  if (provider === 'anthropic')
    return { path: '/v1/messages', body: { model, max_tokens: maxTokens, stream: true, messages } }
  if (provider !== 'google')
    return { path: `${PREFIXES[provider] ?? ''}/v1/chat/completions`, body: { model, stream: true, messages } }
  const contents = messages.map(({ role, content }) => ({
    role: role === 'assistant' ? 'model' : 'user',
    parts: [{ text: content }],
  }))
  const path = `/v1beta/models/${encodeURIComponent(model)}:streamGenerateContent?alt=sse`
  return { path, body: { contents, generationConfig: { maxOutputTokens: maxTokens } } }
}
