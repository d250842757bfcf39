import type { Growth } from './holds.service.js'

/** Why a stream must end: no room in a budget, or nobody to ask for too long. */
export type Uncovered = 'budget_exceeded' | 'limits_unavailable'

export interface CoverOptions {
  /** What the first hold covers: bytes of text, or micro-dollars. */
  readonly covered: number
  /** What it costs to cover more, in micro-dollars. */
  readonly costOf: (from: number, to: number) => number
  readonly grow: (addMicros: number) => Promise<Growth>
  /** False when the call is over and nobody waits any more. */
  readonly isOpen: () => boolean
  readonly now: () => number
  readonly pause: (ms: number) => Promise<void>
}

// A store that is away is asked again after this time; a stream whose hold is used up waits so long for it before it is cut.
const RETRY_MS = 500
const PATIENCE_MS = 30_000
// A refused early request may fit when another call has ended.
const REFUSED_PAUSE_MS = 2000

/**
 * The part of a stream that its hold covers, which grows ahead of it. Growing early has no consequences: only a hold that is used up and
 * cannot grow ends a stream, so a store that is away for a while is not noticed.
 */
export class Cover {
  private covered: number
  private asking: Promise<Growth | 'away'> | undefined
  private notBefore = 0

  constructor(private readonly options: CoverOptions) {
    this.covered = options.covered
  }

  get units(): number {
    return this.covered
  }

  /** Asks for more than is needed yet; never waits. */
  aim(wanted: number): void {
    if (wanted <= this.covered || this.asking !== undefined || this.options.now() < this.notBefore) return
    void this.ask(wanted)
  }

  /** Resolves once `needed` is covered, `wanted` if there is room for it, or to the reason why the stream must end. */
  async reach(needed: number, wanted: number): Promise<Uncovered | undefined> {
    const { isOpen, now, pause } = this.options
    const since = now()
    while (this.covered < needed) {
      await this.asking
      if (this.covered >= needed) break
      let answer = await this.ask(Math.max(needed, wanted))
      if (answer === 'refused' && wanted > needed) answer = await this.ask(needed)
      if (answer === 'refused') return 'budget_exceeded'
      if (answer === 'gone' || (answer === 'away' && (!isOpen() || now() - since >= PATIENCE_MS))) {
        return 'limits_unavailable'
      }
      if (answer === 'away') await pause(RETRY_MS)
    }
    return undefined
  }

  private ask(wanted: number): Promise<Growth | 'away'> {
    const { costOf, grow, now } = this.options
    const asking = grow(costOf(this.covered, wanted))
      .then((answer) => {
        if (answer === 'extended') this.covered = wanted
        else this.notBefore = now() + REFUSED_PAUSE_MS
        return answer
      })
      .catch((): 'away' => {
        this.notBefore = now() + RETRY_MS
        return 'away'
      })
      .finally(() => {
        if (this.asking === asking) this.asking = undefined
      })
    this.asking = asking
    return asking
  }
}
