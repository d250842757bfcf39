import type { Logger } from '@1relay/log'

/** Something to let go of, some at a time. */
export interface Chore {
  readonly name: string
  /** Lets go of at most `limit` things and gives how many those were. */
  readonly run: (now: Date, limit: number) => Promise<number>
}

const AT_ONCE = 500

/** Does all chores, one after the other. */
export class Housekeeping {
  constructor(
    private readonly chores: readonly Chore[],
    private readonly clock: () => Date,
    private readonly logger: Logger,
  ) {}

  /** One round. A chore that fails does not keep the others from being done; rejects at the end if one has failed. */
  async round(): Promise<void> {
    const failures: unknown[] = []
    for (const { name, run } of this.chores) {
      try {
        const count = await this.#finish(run)
        if (count > 0) this.logger.info({ chore: name, count }, 'let go of what nobody needs')
      } catch (err) {
        this.logger.error({ err, chore: name }, 'a chore was not done')
        failures.push(err)
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, 'housekeeping')
  }

  async #finish(run: Chore['run']): Promise<number> {
    const now = this.clock()
    for (let total = 0; ;) {
      const count = await run(now, AT_ONCE)
      total += count
      if (count < AT_ONCE) return total
    }
  }
}
