import type { UsageEvent } from '@1relay/contracts'
import { bucketsAt, type AdmissionStore, type Closing, type HoldRef } from '../admit/index.js'
import type { JournalPart, UsageJournal, UsageReceipts } from '../usage/index.js'

export interface RecoverOptions {
  readonly journal: UsageJournal
  readonly receipts: UsageReceipts
  readonly store: AdmissionStore
  /** Has the state of a grant written again, with its spend. */
  readonly rebuild: (grantId: string) => Promise<unknown>
  /** Gets what has to be delivered again; the journal has it already. */
  readonly deliver: (event: UsageEvent) => void
  readonly everyMs: number
  /** Names what Redis remembers from: another name means that it has lost everything. MUST reject while it is away. */
  readonly memory: () => Promise<string>
  readonly now: () => number
  readonly onTrouble: (message: string, error: unknown) => void
}

interface Part {
  readonly tries: number
  readonly notBefore: number
}

/** A part whose events do not arrive is looked at less and less often, and after this time no more. */
const PART_AGE_MAX_MS = 7 * 86_400_000
/** How long a flush stays unnoticed at most. */
const WATCH_EVERY_MS = 1000
const HURRY_PAUSE_MS = 10_000
const BACKOFF_MAX_MS = 3_600_000
const ARRIVED_MS = 10_000
const SHAKEN_MAX = 100_000

/**
 * Lets go of an event's copy only when it is recorded, and sees to it that it will be: what Redis has lost is spent and delivered again.
 * Trying again is always right: the store knows what it has settled, and the record keeps one row a request.
 */
export class Recover {
  /** Told at once when Redis has lost its memory. */
  onLoss: (() => void) | undefined
  private readonly parts = new Map<string, Part>()
  private readonly shaken = new Map<string, number>()
  private looking: string | undefined
  private timer: NodeJS.Timeout | undefined
  private watching: NodeJS.Timeout | undefined
  private memory: string | undefined
  private isWatching = false
  private notBefore = 0
  private running: Promise<boolean> | undefined

  constructor(private readonly options: RecoverOptions) {}

  start(): void {
    this.timer = setInterval(() => void this.run(), this.options.everyMs).unref()
    this.watching = setInterval(() => void this.watch(), WATCH_EVERY_MS).unref()
    void this.watch()
  }

  async stop(): Promise<void> {
    clearInterval(this.timer)
    clearInterval(this.watching)
    await this.running
  }

  /**
   * Says that the state of a grant had to be rebuilt. It is rebuilt once more when what was on its way into the record then has arrived: the
   * first sum may have been made a moment too early for it.
   */
  wasRebuilt(grantId: string): void {
    if (grantId !== this.looking && this.shaken.size < SHAKEN_MAX)
      this.shaken.set(grantId, this.options.now() + ARRIVED_MS)
  }

  /** Looks through all closed parts that are due; a call while it runs waits for the same. Never rejects. */
  async run(): Promise<void> {
    this.running ??= this.round().finally(() => (this.running = undefined))
    await this.running
  }

  /** Looks whether Redis has lost its memory, and if so at once through everything, whatever is written to now included. Never rejects. */
  async watch(): Promise<void> {
    const { memory, now } = this.options
    if (this.isWatching || now() < this.notBefore) return
    this.isWatching = true
    const name = await memory().catch(() => undefined)
    const hasLost = name !== undefined && this.memory !== undefined && name !== this.memory
    if (hasLost) this.onLoss?.()
    if (hasLost) await this.running
    if (hasLost) this.running = this.round(true).finally(() => (this.running = undefined))
    // What could not be looked through is looked at again; a control plane that is away is not asked every second.
    if (hasLost && !(await this.running)) this.notBefore = now() + HURRY_PAUSE_MS
    else this.memory = name ?? this.memory
    this.isWatching = false
  }

  /** True if nothing is left that had to be looked at. */
  private async round(isHurried = false): Promise<boolean> {
    const { journal, now, onTrouble } = this.options
    try {
      if (isHurried) await journal.flush()
      const parts = await journal.parts()
      for (const known of this.parts.keys()) if (!parts.some(({ name }) => name === known)) this.parts.delete(known)
      for (const part of parts) {
        const isDue = part.isClosed && (this.parts.get(part.name)?.notBefore ?? 0) <= now()
        if (isDue || isHurried) await this.look(part)
      }
      for (const [grantId, dueAt] of this.shaken) {
        if (dueAt > now()) continue
        await this.lookAgain(grantId)
      }
      return true
    } catch (error) {
      onTrouble('copies of usage events have to be kept', error)
      return false
    }
  }

  private async lookAgain(grantId: string): Promise<void> {
    this.looking = grantId
    await this.options.rebuild(grantId).finally(() => (this.looking = undefined))
    this.shaken.delete(grantId)
  }

  private async look({ name: part, isClosed }: JournalPart): Promise<void> {
    const { journal, receipts, deliver, everyMs, now, onTrouble } = this.options
    const names = await journal.names(part)
    const missing = await receipts.missing(names)
    const tries = (this.parts.get(part)?.tries ?? 0) + 1
    const isOld = names.every(({ at }) => at < now() - PART_AGE_MAX_MS)
    if (missing.size > 0 && isOld) onTrouble('usage events were never recorded', new Error(part))
    if (isClosed && (missing.size === 0 || isOld)) {
      this.parts.delete(part)
      return journal.drop(part)
    }
    for (const { event, memory } of await journal.read(part, missing)) {
      if (memory === null || (await this.settle(event, memory))) deliver(event)
    }
    const wait = Math.min(everyMs * 2 ** tries, BACKOFF_MAX_MS)
    if (isClosed) this.parts.set(part, { tries, notBefore: now() + wait })
  }

  /** True if the event is to be delivered: somebody else may have taken it over. */
  private async settle(event: UsageEvent, settledIn: string): Promise<boolean> {
    const { store, rebuild } = this.options
    const { requestId, grantId, ledgerId } = event
    const ref: HoldRef = { requestId, grantId, ledgerId }
    const buckets = Object.values(bucketsAt(event.at))
    const closing: Closing = { actualMicros: event.costMicros, event, isRetry: true, lost: { buckets } }
    let reply = await store.settle(ref, { ...closing, settledIn })
    if (reply.kind === 'cold') {
      await rebuild(grantId)
      reply = await store.settle(ref, { ...closing, settledIn })
    }
    // Rebuilt and still cold: the grant is gone for good, nobody counts its spend.
    if (reply.kind === 'cold') reply = await store.settle(ref, { ...closing, lost: { buckets: [] } })
    return reply.kind === 'settled'
  }
}
