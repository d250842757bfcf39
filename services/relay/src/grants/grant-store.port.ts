import type { GrantProjection } from '@1relay/contracts'

/** Where projections live. */
export interface GrantStore {
  /** The projection as it was last written, or undefined. MUST reject with the Fault `limits_unavailable` if the store does not answer. */
  find(grantId: string): Promise<GrantProjection | undefined>
}

/** The control plane's word on a grant that the store does not know, or whose state is gone. */
export interface ColdGrants {
  /** MUST have the projection and its state written back before it resolves; undefined: there is no such grant. */
  rebuild(grantId: string): Promise<GrantProjection | undefined>
}
