import type { Logger } from '@1relay/log'
import type { Grants } from './grants.service.js'

export interface ProjectionSyncParts {
  grants: Pick<Grants, 'syncProjections' | 'restoreProjections'>
  logger: Logger
}

const EVERY_MS = 2_000

/** Brings projections that Redis has missed: at start, every two seconds, and at once when Redis comes back. */
export class ProjectionSync {
  readonly #parts: ProjectionSyncParts
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> | undefined
  #isRestoreDue = true

  constructor(parts: ProjectionSyncParts) {
    this.#parts = parts
  }

  start(): void {
    this.#timer ??= setInterval(() => void this.run(), EVERY_MS).unref()
    void this.run()
  }

  /** Redis is back, perhaps without its latest writes. */
  restore(): void {
    this.#isRestoreDue = true
    void this.run()
  }

  /** One pass; a second call while it runs waits for the same. Never rejects. */
  run(): Promise<void> {
    this.#running ??= this.#pass().finally(() => {
      this.#running = undefined
    })
    return this.#running
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.#running
  }

  async #pass(): Promise<void> {
    const { grants, logger } = this.#parts
    const isRestore = this.#isRestoreDue
    try {
      this.#isRestoreDue = false
      const count = await (isRestore ? grants.restoreProjections() : grants.syncProjections())
      if (count > 0) logger.info({ count }, 'projections were brought up to date')
    } catch (err) {
      this.#isRestoreDue ||= isRestore
      logger.warn({ err }, 'projections have to wait')
    }
  }
}
