import type { Logger } from '@1relay/log'

export interface AuditClerkParts {
  appendAll: () => Promise<void>
  logger: Logger
}

/** Has what waits appended, one round after the other. */
export class AuditClerk {
  readonly #parts: AuditClerkParts
  #round: Promise<void> | undefined

  constructor(parts: AuditClerkParts) {
    this.#parts = parts
  }

  /** A round, or the one that is under way. Never rejects. */
  round(): Promise<void> {
    this.#round ??= this.#parts
      .appendAll()
      .catch((err: unknown) => this.#parts.logger.error({ err }, 'audit records wait: they could not be appended'))
      .finally(() => (this.#round = undefined))
    return this.#round
  }

  /** Lets a round that is under way finish. */
  async close(): Promise<void> {
    await this.#round
  }
}
