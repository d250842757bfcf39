/** A chat request of the page, as the SDK takes it. */
export interface ChatRequest {
  readonly provider: string
  readonly model: string
  readonly messages: { readonly role: 'user' | 'assistant'; readonly content: string }[]
}

const MESSAGES_MAX = 100

/** Reads what the page sent, or undefined. */
export const parseChatRequest = (body: unknown): ChatRequest | undefined => {
  if (typeof body !== 'object' || body === null) return undefined
  const { provider, model, messages } = body as Record<string, unknown>
  if (!isText(provider, 40) || !isText(model, 200) || !Array.isArray(messages)) return undefined
  if (messages.length === 0 || messages.length > MESSAGES_MAX || !messages.every(isMessage)) return undefined
  return { provider, model, messages: messages.map(({ role, content }) => ({ role, content })) }
}

const isText = (value: unknown, max: number): value is string =>
  typeof value === 'string' && value !== '' && value.length <= max

const isMessage = (value: unknown): value is ChatRequest['messages'][number] => {
  if (typeof value !== 'object' || value === null) return false
  const { role, content } = value as Record<string, unknown>
  return (role === 'user' || role === 'assistant') && isText(content, 20_000)
}
