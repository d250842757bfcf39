const EVENT_END = /\r?\n\r?\n/g
// An event longer than this is no usage event: it passes as it is.
const EVENT_MAX_BYTES = 64 * 1024

/**
 * Takes the one event out of a chat stream that the caller did not ask for: usage beside an empty list of choices. Everything else
 * passes byte for byte, in whole events.
 */
export class UsageEventFilter {
  private rest: Buffer = Buffer.alloc(0)

  /** The events that are whole now, without the usage event. */
  feed(chunk: Buffer): Buffer {
    // Latin-1 maps bytes to characters one to one, so positions in the text are positions in the bytes.
    const bytes = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk])
    const text = bytes.toString('latin1')
    const passing: Buffer[] = []
    let from = 0
    for (const { index, 0: end } of text.matchAll(EVENT_END)) {
      const to = index + end.length
      if (!isUsageEvent(text.slice(from, index))) passing.push(bytes.subarray(from, to))
      from = to
    }
    this.rest = bytes.subarray(from)
    if (this.rest.length > EVENT_MAX_BYTES) passing.push(this.end())
    return passing.length === 1 ? (passing[0] as Buffer) : Buffer.concat(passing)
  }

  /** What was left of an event that never ended. */
  end(): Buffer {
    const { rest } = this
    this.rest = Buffer.alloc(0)
    return rest
  }
}

const isUsageEvent = (event: string): boolean => {
  if (!event.startsWith('data:') || !event.includes('"usage"')) return false
  try {
    const { choices, usage } = JSON.parse(event.slice('data:'.length)) as { choices?: unknown; usage?: unknown }
    return Array.isArray(choices) && choices.length === 0 && typeof usage === 'object' && usage !== null
  } catch {
    return false
  }
}
