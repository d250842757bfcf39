import type { Wish } from './counting-upstream.js'

export interface Question extends Wish {
  readonly token: string
  /** Names the request to the upstream and in its usage row. */
  readonly agent: string
  readonly isStream?: boolean
  readonly outputMax?: number
}

export interface Reply {
  readonly status: number
  /** The whole body; of a stream that was cut, with the error event. */
  readonly text: string
  readonly headers: Headers
}

/** An open answer: its head is here. */
export interface Opened {
  readonly status: number
  readonly reply: Promise<Reply>
}

const PATH = '/v1/proxy/passthrough/openai/v1/chat/completions'
// At least as many bytes as the upstream counts input tokens: no tokenizer makes more than one of a byte.
const PROMPT = 'What is the use of a budget? '.repeat(10)

/** Sends one chat request to a relay and resolves when the head of the answer is here. */
export const open = async (origin: string, question: Question): Promise<Opened> => {
  const { token, agent, isStream = false, outputMax = question.outputTokens, ...wish } = question
  const answer = await fetch(origin + PATH, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'user-agent': agent },
    body: JSON.stringify({
      model: 'gpt-4o',
      max_tokens: outputMax,
      messages: [{ role: 'user', content: PROMPT }],
      metadata: { wish: JSON.stringify(wish) },
      ...(isStream ? { stream: true } : {}),
    }),
  })
  const { status, headers } = answer
  const reply = answer.text().then((text) => ({ status, headers, text }))
  reply.catch(() => undefined) // Whoever waits for it sees it; a relay may be killed before anybody does.
  return { status, reply }
}

/** Sends one chat request and sees it through. */
export const ask = async (origin: string, question: Question): Promise<Reply> => (await open(origin, question)).reply

/** The code of a refusal, or of the error event that a stream ended with. */
export const codeOf = ({ text }: Reply): string | undefined => {
  const last = text.trimEnd().split('\n\n').at(-1) ?? ''
  try {
    return (JSON.parse(last.replace(/^data: /, '')) as { error?: { code?: string } }).error?.code
  } catch {
    return undefined
  }
}

/** Whether a stream came to its own end. */
export const isWhole = ({ text }: Reply): boolean => text.endsWith('data: [DONE]\n\n')
