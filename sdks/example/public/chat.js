/**
 * Sends a chat to this app's server and calls `onText` with each piece. Resolves with the whole answer, also when the person
 * stopped it; throws what the server says is wrong.
 */
export const ask = async (request, signal, onText) => {
  let answer = ''
  try {
    const response = await fetch('/api/chat', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(request),
      signal,
    })
    if (!response.ok) throw (await response.json()).error
    for await (const line of linesOf(response.body)) {
      const { text, error } = JSON.parse(line)
      if (error) throw error
      answer += text
      onText(text)
    }
  } catch (trouble) {
    if (!signal.aborted) throw trouble
  }
  return answer
}

async function* linesOf(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    const lines = (rest + value).split('\n')
    rest = lines.pop()
    yield* lines
  }
}
