// Roughly what tokenizers make of English: four characters a token.
const CHARS_PER_TOKEN = 4

/** What aimock hands to an answer: the request in OpenAI's shape, whatever dialect it came in. */
export interface AskedMessage {
  role: string
  content: unknown
}

const textOf = (content: unknown): string => {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return ''
  return content.map((part: { text?: unknown }) => (typeof part.text === 'string' ? part.text : '')).join(' ')
}

/** How many tokens a text is, roughly. */
export const tokensOf = (text: string): number => Math.max(1, Math.ceil(text.length / CHARS_PER_TOKEN))

const quote = (text: string): string => {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > 160 ? `${line.slice(0, 157)}…` : line
}

const friendly = (said: string): string =>
  `Hello! You said: “${quote(said)}”. I am the 1Relay sandbox, so this answer is canned, but its way to you was real: ` +
  'your app sent its access token to the relay, the relay opened your sealed key with the half that only the token has, ' +
  'put the key in place of the token, and is now streaming these words back while it counts them against your budget.'

/** The answer to a conversation, with the token counts of its real length under every dialect's names. */
export const answerTo = (messages: readonly AskedMessage[]): { content: string; usage: Record<string, number> } => {
  const texts = messages.map(({ content }) => textOf(content))
  const said = textOf(messages.findLast(({ role }) => role === 'user')?.content)
  const content = friendly(said || 'nothing')
  // Every message costs a few tokens for its frame.
  const input = texts.reduce((sum, text) => sum + tokensOf(text) + 4, 3)
  const output = tokensOf(content)
  const usage = {
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
    input_tokens: input,
    output_tokens: output,
    promptTokenCount: input,
    candidatesTokenCount: output,
    totalTokenCount: input + output,
  }
  return { content, usage }
}
