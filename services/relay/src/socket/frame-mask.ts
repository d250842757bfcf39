/** Takes a credential out of bytes, at equal length; keeps an end back that could begin one. */
export interface ByteMask {
  feed(bytes: Buffer): Buffer
  end(): Buffer
  wipe(): void
}

/** A piece of a chunk that is payload of a frame. `isLast`: with it, its message or control frame is over. */
export interface Payload {
  readonly from: number
  readonly to: number
  readonly isControl: boolean
  readonly isLast: boolean
}

interface Slot {
  readonly mask: ByteMask
  from: number
  to: number
}

// What waits grows only by empty frames and control frames in the middle of a message.
const QUEUE_MAX_BYTES = 64 * 1024

/**
 * Takes an echoed credential out of WebSocket messages, however it is cut into frames and chunks; every byte but the credential's own
 * stays what and where it was. Control frames may come between the frames of a message, so they are searched apart from it.
 */
export class FrameMask {
  private queue: Buffer = Buffer.alloc(0)
  private slots: Slot[] = []

  /** Owns both masks. */
  constructor(
    private readonly messages: ByteMask,
    private readonly controls: ByteMask,
  ) {}

  /** Bytes that wait for the next chunk. */
  get waiting(): number {
    return this.queue.length
  }

  /** What may pass, now that a chunk with these payloads has come. The chunk is changed in place. */
  feed(chunk: Buffer, payloads: readonly Payload[]): Buffer {
    const before = this.queue.length
    this.queue = before === 0 ? chunk : Buffer.concat([this.queue, chunk])
    for (const { from, to, isControl, isLast } of payloads) {
      const mask = isControl ? this.controls : this.messages
      if (to > from) {
        this.slots.push({ mask, from: before + from, to: before + to })
        this.fill(mask, mask.feed(chunk.subarray(from, to)))
      }
      if (isLast) this.fill(mask, mask.end())
    }
    if (this.slots.length > 0 && this.queue.length > QUEUE_MAX_BYTES) return this.flush()
    return this.take(this.slots[0]?.from ?? this.queue.length)
  }

  /** Everything that waited: no more will come before it. */
  flush(): Buffer {
    this.fill(this.messages, this.messages.end())
    this.fill(this.controls, this.controls.end())
    this.slots = []
    return this.take(this.queue.length)
  }

  /** Forgets the credential. */
  wipe(): void {
    this.messages.wipe()
    this.controls.wipe()
  }

  /** Writes masked bytes where the bytes stand that they were made of. */
  private fill(mask: ByteMask, masked: Buffer): void {
    let at = 0
    for (const slot of this.slots) {
      if (slot.mask !== mask || at === masked.length) continue
      const count = Math.min(masked.length - at, slot.to - slot.from)
      masked.copy(this.queue, slot.from, at, at + count)
      slot.from += count
      at += count
    }
    this.slots = this.slots.filter(({ from, to }) => from < to)
  }

  private take(count: number): Buffer {
    const taken = this.queue.subarray(0, count)
    this.queue = this.queue.subarray(count)
    for (const slot of this.slots) {
      slot.from -= count
      slot.to -= count
    }
    return taken
  }
}
