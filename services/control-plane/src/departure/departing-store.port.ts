/** An account that was deleted and may have left something behind. */
export interface Departed {
  readonly accountId: string
  readonly deletedAt: Date
}

/** Whether what was mailed to the address goes as well. */
export type Reach = 'with_mailbox' | 'without_mailbox'

/** What deleting an account needs from storage. */
export interface DepartingStore {
  /**
   * MUST in one transaction delete everything that is about the person, or nothing: `still_granting` if the account has an
   * app, is a member of a workspace, or has a grant that relays may still take for a live one. No grant, no app and no membership may be made meanwhile. The account's id stays, without a person. `gone` if it was deleted before.
   */
  erase(accountId: string, at: Date, reach: Reach): Promise<'erased' | 'still_granting' | 'gone'>
  /** The longest gone first, after this one. */
  listUnswept(limit: number, after?: Departed): Promise<Departed[]>
  /** Deletes what had to stay for relays, and does not list the account again. */
  finish(accountId: string, at: Date): Promise<void>
}
