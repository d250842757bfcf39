import { KeySourceProblem, type KeySource } from '../key-source/index.js'
import type { KeyDesk } from './key-desk.port.js'
import type { KeyRing } from './key-ring.crypto.js'
import { resealAll } from './reseal.crypto.js'

export interface KeyKeeperOptions {
  readonly ring: KeyRing
  readonly source: KeySource
  readonly desk: KeyDesk
  /** How long it waits between looks for credentials to re-seal. */
  readonly everyMs: number
  readonly retry: { readonly firstMs: number; readonly mostMs: number }
  readonly onTrouble: (message: string, error: unknown) => void
  /** Told of counts, never of what was counted. */
  readonly onProgress: (message: string, counts: Readonly<Record<string, number>>) => void
}

// A batch is opened and sealed in one go: 15 ms of the event loop, in pieces of less than one.
const BATCH = 20

/**
 * Brings the relay's keys to work: loads them, announces them to the control plane, and re-seals what is still sealed to a former one. None of it
 * keeps a request waiting: until the keys are there, relay-sealed credentials are refused and everything else is served.
 */
export class KeyKeeper {
  private timer: NodeJS.Timeout | undefined
  private isStopped = false
  private working: Promise<void> = Promise.resolve()

  constructor(private readonly options: KeyKeeperOptions) {}

  /**
   * Loads the keys and goes on from there. Rejects with KeySourceProblem if they can never be read; anything else is tried again, without
   * end, in the background.
   */
  async start(): Promise<void> {
    try {
      await this.load()
    } catch (error) {
      if (error instanceof KeySourceProblem) throw error
      this.again('the relay’s keys could not be read', error, 1, (tries) => this.loadLater(tries))
    }
  }

  /** Resolves when nothing is under way any more. */
  async stop(): Promise<void> {
    this.isStopped = true
    clearTimeout(this.timer)
    await this.working
  }

  private async load(): Promise<void> {
    const { ring, source } = this.options
    ring.load(await source.read())
    this.then(0, () => this.announce(0))
  }

  private async loadLater(tries: number): Promise<void> {
    await this.load().catch((error: unknown) =>
      this.again('the relay’s keys could not be read', error, tries + 1, (next) => this.loadLater(next)),
    )
  }

  private async announce(tries: number): Promise<void> {
    const { ring, desk } = this.options
    const { announcement } = ring
    if (announcement === undefined) return
    try {
      await desk.announce(announcement)
      this.options.onProgress('relay keys are announced', { count: announcement.keys.length })
      this.then(0, () => this.reseal())
    } catch (error) {
      this.again('the relay’s keys could not be announced', error, tries + 1, (next) => this.announce(next))
    }
  }

  /** Batch after batch while any of them gets somewhere, then a look every now and then. */
  private async reseal(): Promise<void> {
    const { ring, desk, everyMs, onTrouble, onProgress } = this.options
    const { current } = ring
    if (current === undefined) return
    try {
      const waiting = await desk.waiting({ current: current.keyId, limit: BATCH })
      const credentials = await resealAll(waiting, ring, current)
      if (credentials.length > 0) await desk.replace({ credentials })
      if (waiting.length > 0) {
        onProgress('re-sealed', { done: credentials.length, unopened: waiting.length - credentials.length })
      }
      this.then(credentials.length > 0 ? 0 : everyMs, () => this.reseal())
    } catch (error) {
      onTrouble('credentials could not be re-sealed', error)
      this.then(everyMs, () => this.reseal())
    }
  }

  private again(message: string, error: unknown, tries: number, work: (tries: number) => Promise<void>): void {
    const { firstMs, mostMs } = this.options.retry
    this.options.onTrouble(message, error)
    // Doubled each time.
    this.then(Math.min(firstMs * 2 ** Math.min(tries - 1, 16), mostMs), () => work(tries))
  }

  private then(afterMs: number, work: () => Promise<void>): void {
    if (this.isStopped) return
    this.timer = setTimeout(() => (this.working = work()), afterMs)
    this.timer.unref()
  }
}
