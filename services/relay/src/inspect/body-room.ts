// A body below this is as large as its head and its call: open calls are bounded otherwise (ops/).
const COUNTED_FROM_BYTES = 64 * 1024
/** No ledger has more than this part of the room, as long as one body of the largest size fits into it. */
const SHARES = 4

/** Bounds the bytes of all bodies that wait in memory to be judged and sent, and those of each ledger. */
export class BodyRoom {
  private used = 0
  private readonly usedBy = new Map<string, number>()
  private readonly max: number
  private readonly maxOfLedger: number

  /** `bodyMaxBytes`: the largest body that is read. */
  constructor(maxBytes: number, bodyMaxBytes: number) {
    this.max = Math.max(maxBytes, bodyMaxBytes)
    this.maxOfLedger = Math.max(bodyMaxBytes, Math.floor(this.max / SHARES))
  }

  /** A place for one body of that ledger; nothing is taken yet. */
  placeFor(ledgerId: string): BodyPlace {
    return new BodyPlace(this, ledgerId)
  }

  take(ledgerId: string, bytes: number): boolean {
    const usedBy = (this.usedBy.get(ledgerId) ?? 0) + bytes
    if (this.used + bytes > this.max || usedBy > this.maxOfLedger) return false
    this.used += bytes
    this.usedBy.set(ledgerId, usedBy)
    return true
  }

  give(ledgerId: string, bytes: number): void {
    const usedBy = (this.usedBy.get(ledgerId) ?? 0) - bytes
    this.used -= bytes
    if (usedBy > 0) this.usedBy.set(ledgerId, usedBy)
    else this.usedBy.delete(ledgerId)
  }
}

/** What one body has of the room. */
export class BodyPlace {
  private taken = 0

  constructor(
    private readonly room: BodyRoom,
    private readonly ledgerId: string,
  ) {}

  /** Whether a body of so many bytes has room; takes what is missing. */
  covers(bytes: number): boolean {
    if (bytes <= Math.max(this.taken, COUNTED_FROM_BYTES)) return true
    if (!this.room.take(this.ledgerId, bytes - this.taken)) return false
    this.taken = bytes
    return true
  }

  /** Gives it back. */
  leave(): void {
    if (this.taken > 0) this.room.give(this.ledgerId, this.taken)
    this.taken = 0
  }
}
