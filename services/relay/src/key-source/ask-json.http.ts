const TIMEOUT_MS = 10_000
const ANSWER_MAX_BYTES = 256 * 1024

export interface Question {
  readonly url: string | URL
  readonly method?: 'GET' | 'POST' | 'PUT'
  readonly headers?: Readonly<Record<string, string>> | Headers
  readonly body?: string
}

/** A KMS, or what gives access to it, cannot be reached or refuses. Only codes of theirs are in the message. */
export class KmsTrouble extends Error {
  override readonly name = 'KmsTrouble'
}

/** The text of a 200 answer. `who` names the service in errors; `codeOf` finds its error code in the answer to a refused question. */
export const askText = async (
  who: string,
  question: Question,
  codeOf: (answer: unknown) => unknown,
): Promise<string> => {
  const { url, method = 'POST', headers = {}, body } = question
  const answer = await fetch(url, {
    method,
    headers,
    ...(body !== undefined && { body }),
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch((error: Error) => {
    const cause = error.cause as { code?: string } | undefined
    throw new KmsTrouble(`${who} cannot be reached (${cause?.code ?? error.name})`)
  })
  const text = await boundedText(answer)
  if (text === undefined) throw new KmsTrouble(`${who} gave an answer that is too long`)
  if (answer.ok) return text
  const code = codeOf(parse(text))
  // What a service calls its error; anything longer or with other characters could quote the question.
  const named = typeof code === 'string' && /^[\w.# -]{1,80}$/.test(code) ? ` ${code}` : ''
  throw new KmsTrouble(`${who} answered ${answer.status}${named}`)
}

/** A text member of a JSON answer. */
export const memberOf = (who: string, text: string, ...path: readonly string[]): string => {
  const value = path.reduce<unknown>((from, name) => (from as Record<string, unknown> | undefined)?.[name], parse(text))
  if (typeof value !== 'string' || value === '') throw new KmsTrouble(`${who} gave an answer without ${path.join('.')}`)
  return value
}

const boundedText = async (answer: Response): Promise<string | undefined> => {
  let text = ''
  const decoder = new TextDecoder()
  for await (const chunk of answer.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true })
    if (text.length > ANSWER_MAX_BYTES) return undefined
  }
  return text
}

const parse = (text: string): unknown => {
  try {
    const value: unknown = JSON.parse(text)
    return value ?? undefined
  } catch {
    return undefined
  }
}
