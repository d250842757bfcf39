import { hash } from 'node:crypto'
import { isFault } from '@1relay/faults'
import type { Letter, Posting } from '../mail/index.js'
import type { AccountStore } from './account-store.port.js'

/** A letter about an account. */
export interface AccountLetter {
  readonly accountId: string
  readonly letter: Letter
  /** A second letter of this key is not sent. */
  readonly onceKey?: string
}

export interface AccountPostParts {
  store: Pick<AccountStore, 'findById'>
  /** Fails with `rate_limited` when this was counted too often. */
  count: (what: string) => Promise<void>
  post: (posting: Posting) => Promise<void>
}

/** Writes to people about their accounts, and only to who has proved that the mailbox is theirs: anybody can register anybody's address. */
export class AccountPost {
  readonly #parts: AccountPostParts

  constructor(parts: AccountPostParts) {
    this.#parts = parts
  }

  /** Undefined if nobody has proved the address, or the account is gone. */
  async findMailbox(accountId: string): Promise<string | undefined> {
    const account = await this.#parts.store.findById(accountId)
    return account?.emailProvedAt == null ? undefined : account.email
  }

  /** Sends it if there is a mailbox, and if that has not had its share of letters of this subject. */
  async send({ accountId, letter, ...more }: AccountLetter): Promise<void> {
    const to = await this.findMailbox(accountId)
    if (to === undefined || !(await this.#isWithinShare(to, letter))) return
    await this.#parts.post({ to, accountId, letter, ...more })
  }

  // By subject, which is fixed words: whoever can cause one kind of letter crowds out no other.
  async #isWithinShare(to: string, { subject }: Letter): Promise<boolean> {
    try {
      await this.#parts.count(hash('sha256', `${to}|${subject}`, 'base64url'))
      return true
    } catch (error) {
      // What cannot be counted is sent: whatever has happened, the person has to hear of it.
      return !isFault(error) || error.code !== 'rate_limited'
    }
  }
}
