/** Cuts a stream of server-sent events into the data of each event (WHATWG HTML §9.2.6). Comments, ids and event names are dropped. */
export class SseParser {
  readonly #decoder = new TextDecoder()
  readonly #maxChars: number
  #rest = ''
  #data: string[] = []
  #chars = 0
  #endedInCr = false

  constructor(maxChars: number) {
    this.#maxChars = maxChars
  }

  /** The events that these bytes complete, or undefined if an event grows beyond the bound. */
  push(bytes: Uint8Array): string[] | undefined {
    let text = this.#decoder.decode(bytes, { stream: true })
    // A line end of CR LF may be cut between the two.
    if (this.#endedInCr && text.startsWith('\n')) text = text.slice(1)
    if (text !== '') this.#endedInCr = text.endsWith('\r')
    const lines = text.split(/\r\n|\n|\r/)
    lines[0] = this.#rest + lines[0]
    this.#rest = lines.pop() as string
    const events: string[] = []
    for (const line of lines) this.#line(line, events)
    return this.#chars + this.#rest.length > this.#maxChars ? undefined : events
  }

  #line(line: string, events: string[]): void {
    if (line === '') {
      if (this.#data.length > 0) events.push(this.#data.join('\n'))
      this.#data = []
      this.#chars = 0
    } else if (line.startsWith('data:')) {
      const data = line.slice(line.startsWith('data: ') ? 6 : 5)
      this.#data.push(data)
      this.#chars += data.length
    }
  }
}
