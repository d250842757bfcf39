/** A streamed answer as it grows; `facts` are the headers that 1Relay adds. */
export interface StreamedAnswer {
  readonly status: number
  readonly facts: readonly (readonly [name: string, value: string])[]
  readonly text: string
}

interface Call {
  readonly token: string
  readonly model: string
  readonly prompt: string
  readonly signal: AbortSignal
  readonly onGrow: (answer: StreamedAnswer) => void
}

const SHOWN = /^(?:x-1relay-|server-timing|ratelimit)/i

/** Asks the relay's chat endpoint and reports what has come so far. An error is an answer, too: its body is the text. */
export const callChat = async ({ token, model, prompt, signal, onGrow }: Call): Promise<void> => {
  const response = await fetch('/v1/proxy/chat/completions', {
    method: 'POST',
    credentials: 'omit',
    signal,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model, stream: true, messages: [{ role: 'user', content: prompt }] }),
  })
  const answer = { status: response.status, facts: [...response.headers].filter(([name]) => SHOWN.test(name)) }
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true
  let body = ''
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  for (let chunk = await reader?.read(); chunk?.done === false; chunk = await reader?.read()) {
    body += chunk.value
    onGrow({ ...answer, text: isStream ? textOf(body) : body })
  }
  onGrow({ ...answer, text: isStream ? textOf(body) : body })
}

/** The text in the events of a stream of OpenAI's shape; what is not whole yet is left for later. */
export const textOf = (stream: string): string =>
  stream
    .split(/\r?\n/)
    .filter((line) => line.startsWith('data: {'))
    .map((line) => deltaOf(line.slice('data: '.length)))
    .join('')

const deltaOf = (json: string): string => {
  try {
    const event = JSON.parse(json) as {
      choices?: { delta?: { content?: string | null } }[]
      error?: { message?: string }
    }
    return event.choices?.[0]?.delta?.content ?? event.error?.message ?? ''
  } catch {
    return ''
  }
}
