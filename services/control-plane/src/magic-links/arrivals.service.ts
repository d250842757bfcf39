import { fault } from '@1relay/faults'
import type { Accounts, Place, SignedIn } from '../accounts/index.js'
import type { MagicLinks } from './magic-links.service.js'

/** How somebody comes with a mailed link. */
export interface Arrival {
  /** The account that they are signed in to already, in the same browser. */
  readonly heldBy: string | undefined
  /** They want nothing of what somebody else may have put into an account of their address. */
  readonly startsClean: boolean
  readonly place: Place
}

export interface ArrivalsParts {
  links: Pick<MagicLinks, 'preview' | 'use'>
  accounts: Pick<Accounts, 'findUnproved' | 'signInByMailbox'>
  /** MUST have deleted the account, with all that it ever gave out, when it answers. */
  clear: (account: { accountId: string; email: string }) => Promise<void>
}

/** Signs in by mailed links. */
export class Arrivals {
  readonly #parts: ArrivalsParts

  constructor(parts: ArrivalsParts) {
    this.#parts = parts
  }

  /**
   * A new session for who has the link. Where an account of the address was made by nobody knows whom, it is `account_unproved`, and the
   * link still works: whoever made it signs in to it first and keeps everything, anybody else starts clean.
   */
  async signIn(token: string, { heldBy, startsClean, place }: Arrival): Promise<SignedIn> {
    const { links, accounts, clear } = this.#parts
    const email = await links.preview(token)
    const accountId = await accounts.findUnproved(email, heldBy)
    if (accountId !== undefined && !startsClean) throw fault('account_unproved', 'somebody registered this address')
    await links.use(token)
    if (accountId !== undefined) await clear({ accountId, email })
    return accounts.signInByMailbox(email, place, heldBy)
  }
}
