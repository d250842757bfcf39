import type { EntityManager } from 'typeorm'

/** A key that a token minted. */
export interface MintedKey {
  /** The id of its grant. */
  readonly id: string
  readonly connectionId: string
  readonly createdAt: Date
}

export interface MintedPage {
  /** Sort key of the last one of the page before. */
  readonly after?: { readonly createdAt: Date; readonly id: string }
  readonly limit: number
}

/** What minting needs to know of what was minted. */
export interface MintedKeys {
  /**
   * In the transaction that stores a new key. MUST say `gone` for a token that has ended, and `too_many` if it has `max` live keys, and
   * until the end of the transaction nobody else MUST get past this for the same token, nor end it.
   */
  admit(tx: EntityManager, managementTokenId: string, max: number, now: Date): Promise<'admitted' | 'gone' | 'too_many'>
  /** Newest first. */
  list(managementTokenId: string, page: MintedPage): Promise<MintedKey[]>
  /** MUST NOT find a key that another token minted. */
  find(managementTokenId: string, id: string): Promise<MintedKey | undefined>
}
