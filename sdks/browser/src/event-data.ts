/** The `data` of every event of a stream, as they arrive (WHATWG server-sent events, without reconnection). */
export async function* eventData(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let rest = ''
  let lines: string[] = []
  try {
    for (;;) {
      const { done, value } = await reader.read()
      rest += done ? decoder.decode() : decoder.decode(value, { stream: true })
      // A CR at the end may be the first half of a CR LF.
      const parts = rest.split(done ? /\r\n|\n|\r/ : /\r\n|\n|\r(?!$)/)
      rest = done ? '' : (parts.pop() ?? '')
      for (const line of parts) {
        if (line.startsWith('data:')) lines.push(line.slice(line[5] === ' ' ? 6 : 5))
        else if (line === '' && lines.length > 0) {
          yield lines.join('\n')
          lines = []
        }
      }
      if (done) break
    }
    if (lines.length > 0) yield lines.join('\n')
  } finally {
    // Whoever stops reading stops the provider, too.
    await reader.cancel().catch(() => undefined)
  }
}
