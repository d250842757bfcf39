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
  deleteKey(place: { provider: string; label: string }): Promise<Outcome<true>>
}
