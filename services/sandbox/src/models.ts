const openai = ['gpt-4o', 'gpt-4o-mini', 'gpt-4.1', 'gpt-4.1-mini', 'o4-mini', 'text-embedding-3-small']
const anthropic = ['claude-sonnet-4-5', 'claude-haiku-4-5', 'claude-opus-4-1']
const google = ['gemini-2.5-pro', 'gemini-2.5-flash', 'gemini-2.5-flash-lite']

// Anthropic's list has the same path as OpenAI's; its clients always name a version.
const isAnthropic = (headers: Readonly<Record<string, unknown>>): boolean => headers['anthropic-version'] !== undefined

/** The list of models in the shape that the caller's client expects, or undefined when the path is not a list of models. */
export const modelList = (path: string, headers: Readonly<Record<string, unknown>>): object | undefined => {
  if (path === '/v1beta/models')
    return {
      models: google.map((id) => ({
        name: `models/${id}`,
        displayName: id,
        supportedGenerationMethods: ['generateContent'],
      })),
    }
  // OpenRouter's list is public; this shows whether a key is one.
  if (path === '/v1/key') return { data: { label: 'sandbox', limit: null, usage: 0 } }
  if (path !== '/v1/models') return undefined
  if (isAnthropic(headers))
    return {
      data: anthropic.map((id) => ({ type: 'model', id, display_name: id, created_at: '2025-10-01T00:00:00Z' })),
      has_more: false,
    }
  return {
    object: 'list',
    data: [...openai, ...anthropic, ...google].map((id) => ({
      id,
      object: 'model',
      created: 1760000000,
      owned_by: 'sandbox',
    })),
  }
}
