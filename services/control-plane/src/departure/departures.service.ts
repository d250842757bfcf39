import { fault } from '@1relay/faults'
import type { Logger } from '@1relay/log'
import type { Holder } from '../accounts/index.js'
import type { Departed, DepartingStore, Reach } from './departing-store.port.js'

export interface DeparturesParts {
  store: DepartingStore
  /** The address of the account and when it was proved, if its person has just proved that they are there; else it fails. */
  proveHolder: (holder: Holder, password: string | undefined) => Promise<{ email: string; emailProvedAt: Date | null }>
  /** MUST have ended every grant of the account when it answers, for relays too. */
  revokeGrants: (accountId: string) => Promise<void>
  /** MUST have deleted every app of the account, with its grants, when it answers. */
  deleteApps: (accountId: string) => Promise<void>
  /**
   * MUST have ended every membership of the account when it answers, and every workspace that has no other member. MUST fail with
   * `last_admin`, and change nothing, if a workspace with other members would have no admin.
   */
  leaveWorkspaces: (person: { accountId: string; email: string }) => Promise<void>
  /** Takes the person out of at most `limit` events; true if none is left. */
  forgetUsage: (accountId: string, limit: number) => Promise<boolean>
  sayFarewell: (email: string) => Promise<void>
  clock: () => Date
  logger: Logger
}

// A grant or an app may be made between revoking and erasing; somebody who keeps on making them has to stop first.
const ATTEMPTS_MAX = 5
const USAGE_BATCH = 5_000
const SWEEP_BATCH = 20
// As long as relays keep the tombstone of a grant: its row must be there to restore it when Redis loses it.
const GRANTS_STAY_MS = 24 * 60 * 60 * 1000

/** Deletes accounts, and afterwards what cannot go in one transaction. */
export class Departures {
  readonly #parts: DeparturesParts

  constructor(parts: DeparturesParts) {
    this.#parts = parts
  }

  /**
   * Ends every grant first, then deletes everything of the person. Fails with `invalid_credentials` or `recent_sign_in_required`; and with
   * `limits_unavailable` when relays cannot be told, in which case the account is still there and the call can be repeated. Fails with
   * `last_admin` before anything is done, if a workspace has to be handed over first.
   */
  async depart(holder: Holder, password: string | undefined): Promise<void> {
    const { email, emailProvedAt } = await this.#parts.proveHolder(holder, password)
    const outcome = await this.#end({ accountId: holder.accountId, email }, 'with_mailbox')
    if (outcome === 'erased' && emailProvedAt !== null) await this.#parts.sayFarewell(email)
  }

  /**
   * Deletes an account of an address that has turned out to be somebody else's, without a farewell. What waits for the mailbox (links,
   * invitations) is theirs and stays. Fails as `depart` does, but for want of proof.
   */
  async clear(account: { accountId: string; email: string }): Promise<void> {
    await this.#end(account, 'without_mailbox')
    void this.sweep()
  }

  async #end({ accountId, email }: { accountId: string; email: string }, reach: Reach): Promise<'erased' | 'gone'> {
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
      await this.#parts.leaveWorkspaces({ accountId, email })
      await this.#parts.deleteApps(accountId)
      await this.#parts.revokeGrants(accountId)
      const outcome = await this.#parts.store.erase(accountId, this.#parts.clock(), reach)
      if (outcome !== 'still_granting') return outcome
    }
    throw fault('unavailable', 'grants are made faster than they are revoked', { retryAfterMs: 1000 })
  }

  /** Makes the usage of those who left nobody's, and deletes their ended grants after a day. Never rejects; to be called again. */
  async sweep(): Promise<void> {
    try {
      let last: Departed | undefined
      do {
        const batch = await this.#parts.store.listUnswept(SWEEP_BATCH, last)
        for (const departed of batch) await this.#sweepOne(departed)
        last = batch.at(-1)
      } while (last !== undefined)
    } catch (err) {
      this.#parts.logger.warn({ err }, 'a deleted account could not be swept yet')
    }
  }

  async #sweepOne({ accountId, deletedAt }: Departed): Promise<void> {
    while (!(await this.#parts.forgetUsage(accountId, USAGE_BATCH)));
    const now = this.#parts.clock()
    if (now.getTime() - deletedAt.getTime() >= GRANTS_STAY_MS) await this.#parts.store.finish(accountId, now)
  }
}
