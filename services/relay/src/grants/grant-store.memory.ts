import type { GrantProjection } from '@1relay/contracts'
import type { ColdGrants, GrantStore } from './grant-store.port.js'

/** Projections in this process; also a control plane that knows the same grants. Counts what it was asked. */
export class MemoryGrantStore implements GrantStore, ColdGrants {
  readonly grants = new Map<string, GrantProjection>()
  reads = 0
  rebuilds = 0

  find(grantId: string): Promise<GrantProjection | undefined> {
    this.reads++
    return Promise.resolve(this.grants.get(grantId))
  }

  rebuild(grantId: string): Promise<GrantProjection | undefined> {
    this.rebuilds++
    return Promise.resolve(this.grants.get(grantId))
  }
}
