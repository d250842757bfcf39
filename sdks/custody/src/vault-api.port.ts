import type { components, operations } from '@1relay/contracts'
import type { Outcome } from './problem.js'

type Schemas = components['schemas']
type Body<Operation extends keyof operations> = operations[Operation] extends {
  requestBody: { content: { 'application/json': infer Json } }
}
  ? Json
  : never

export type StoredVault = Schemas['Vault']
export type StoredKey = Schemas['VaultKey']
export type NewVault = Schemas['VaultRecord']
export type RewrappedVault = Body<'rewrapVault'>
export type NewKey = Body<'addKey'>
export type PasskeyWrapContent = Body<'putPasskeyWrap'>
export type NewBotToken = Body<'createBotToken'>
export type NewKeyCheck = Body<'createKeyCheck'>
export type KeyCheckTicket = Schemas['KeyCheckAnswer']['data']['keyCheck']
export type Reseal = Body<'resealGrants'>
export type Resealed = Schemas['ResealedAnswer']['data']['results'][number]
/** A live connection or bot token that holds a key of the vault. */
export type HoldingGrant = Schemas['SealedGrant']

/** Where a key lies in the vault. */
export interface KeyPlace {
  /** Slug of a catalogued provider, or the https origin of a custom one. */
  readonly provider: string
  readonly label: string
}

/**
 * The control plane's vault routes, for one person: whoever makes one has bound it to their session.
 *
 * Every call MUST settle with an Outcome and MUST NOT throw.
 */
export interface VaultApi {
  getVault(): Promise<Outcome<StoredVault>>
  createVault(vault: NewVault): Promise<Outcome<StoredVault>>
  /** Answers `vault_changed` when `version` is not the stored one. */
  rewrapVault(vault: RewrappedVault): Promise<Outcome<StoredVault>>
  listKeys(): Promise<Outcome<StoredKey[]>>
  addKey(key: NewKey): Promise<Outcome<StoredKey>>
  deleteKey(place: KeyPlace): Promise<Outcome<true>>
  putPasskeyWrap(credentialId: string, wrap: PasskeyWrapContent): Promise<Outcome<true>>
  deletePasskeyWrap(credentialId: string): Promise<Outcome<true>>
  /** One page; `nextCursor` is null on the last. */
  listHoldingGrants(
    place: KeyPlace,
    cursor: string | undefined,
  ): Promise<Outcome<{ grants: HoldingGrant[]; nextCursor: string | null }>>
  resealGrants(reseal: Reseal): Promise<Outcome<Resealed[]>>
  /** The stem of the new token: without the seal half it opens nothing. */
  createBotToken(token: NewBotToken): Promise<Outcome<string>>
  /** A grant for one call within a minute, and how to make it. */
  createKeyCheck(check: NewKeyCheck): Promise<Outcome<KeyCheckTicket>>
  endKeyCheck(id: string): Promise<void>
}
