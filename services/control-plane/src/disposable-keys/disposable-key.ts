import type { GrantPrefix } from '@1relay/contracts'
import type { WorkspaceActor } from '../edge/index.js'

/** In whose hands a key is. `delegated`: minted by a provisioner. */
export type KeyOwner = 'application' | 'agent' | 'person' | 'vendor' | 'delegated'

/** How the token of each owner begins, so that whoever finds one sees what it is. */
export const PREFIXES: Readonly<Record<KeyOwner, GrantPrefix>> = {
  application: 'rk_app',
  agent: 'rk_agent',
  person: 'rk_person',
  vendor: 'rk_vendor',
  delegated: 'rk_proxy',
}

/** What is known of a disposable key beside its grant, which says what it may do. */
export interface DisposableKey {
  /** The id of its grant, and the one in its token. */
  readonly id: string
  readonly workspaceId: string
  /** Of which protected key it is. */
  readonly connectionId: string
  readonly owner: KeyOwner
  /** Normalised. */
  readonly holderEmail: string | null
  readonly environment: string | null
  readonly createdAt: Date
  readonly createdBy: WorkspaceActor
}
