import type { Logger } from '@1relay/log'
import { makeId } from '@1relay/vault'
import { type Letter, writeMail } from './letter.js'
import type { Mailer } from './mailer.port.js'
import type { Outbox, WaitingMail } from './outbox.port.js'

/** A letter to be sent. */
export interface Posting {
  readonly to: string
  readonly letter: Letter
  /** Whose account it is about, so that it goes with the account. */
  readonly accountId?: string
  /** A second letter of this key is not sent. */
  readonly onceKey?: string
  /** After this time it is not worth sending any more. Default two days. */
  readonly lifetimeMs?: number
}

export interface PostOfficeParts {
  outbox: Outbox
  mailer: Mailer
  clock: () => Date
  logger: Logger
}

const LIFETIME_MS = 48 * 60 * 60 * 1000
// Longer than the mailer may take: a mail that is being sent is nobody else's meanwhile.
const LEASE_MS = 2 * 60 * 1000
const BATCH = 10
const FIRST_RETRY_MS = 20_000
const LAST_RETRY_MS = 60 * 60 * 1000

/** Takes letters at once and sends them as soon as the mail server has them, however often that needs. */
export class PostOffice {
  readonly #parts: PostOfficeParts
  #run: Promise<void> = Promise.resolve()
  #isClosed = false

  constructor(parts: PostOfficeParts) {
    this.#parts = parts
  }

  /** Answers when the letter is safe, not when it is sent. */
  async send({ to, letter, accountId, onceKey, lifetimeMs = LIFETIME_MS }: Posting): Promise<void> {
    const { outbox, clock } = this.#parts
    const createdAt = clock()
    const isNew = await outbox.add({
      id: makeId(),
      mail: writeMail(to, letter),
      accountId: accountId ?? null,
      onceKey: onceKey ?? null,
      createdAt,
      expiresAt: new Date(createdAt.getTime() + lifetimeMs),
    })
    if (isNew) void this.deliver()
  }

  /** Sends what is due, after what is being sent right now. Never rejects. */
  deliver(): Promise<void> {
    this.#run = this.#run
      .then(() => this.#deliverDue())
      .catch((err: unknown) => {
        this.#parts.logger.warn({ err }, 'the outbox does not answer')
      })
    return this.#run
  }

  /** Lets the mails that are being sent finish. The others stay where they are. */
  async close(): Promise<void> {
    this.#isClosed = true
    await this.#run
    this.#parts.mailer.close()
  }

  async #deliverDue(): Promise<void> {
    const { outbox, clock } = this.#parts
    while (!this.#isClosed) {
      const now = clock()
      const due = await outbox.take(now, new Date(now.getTime() + LEASE_MS), BATCH)
      await Promise.all(due.map((waiting) => this.#deliverOne(waiting)))
      if (due.length < BATCH) return
    }
  }

  async #deliverOne({ id, mail, attempts, expiresAt }: WaitingMail): Promise<void> {
    const { outbox, mailer, clock, logger } = this.#parts
    if (expiresAt <= clock()) {
      logger.error({ mail: id, attempts }, 'a mail was given up: it could not be sent in time')
      return outbox.finish(id)
    }
    try {
      await mailer.send(mail)
    } catch (error) {
      // The server's sentence may repeat the address, so its code has to do.
      const { code, responseCode } = error as { code?: unknown; responseCode?: unknown }
      logger.warn({ mail: id, attempts, code, responseCode }, 'a mail has to wait')
      const waitMs = Math.min(FIRST_RETRY_MS * 2 ** attempts, LAST_RETRY_MS)
      return outbox.postpone(id, new Date(clock().getTime() + waitMs))
    }
    await outbox.finish(id)
  }
}
