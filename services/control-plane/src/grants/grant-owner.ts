import type { Grant } from './grant.js'

/** To whom the usage of a grant belongs. */
export interface GrantOwner {
  readonly ownerId: string
  readonly appId: string | null
  /** Of a disposable key, whose usage is in the audit of the workspace that owns it: what the audit calls it. */
  readonly key?: Pick<Grant, 'prefix' | 'name'>
}

type Parts = Pick<Grant, 'ownerId' | 'appId' | 'kind' | 'prefix' | 'name'>

export const grantOwner = ({ ownerId, appId, kind, prefix, name }: Parts): GrantOwner => ({
  ownerId,
  appId,
  ...(kind === 'key' && { key: { prefix, name } }),
})
