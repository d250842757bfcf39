import type { DisposableKey } from '../keys/queries.js'

/** How far a new workspace has come: each step shows that the one before it works. */
export interface Progress {
  readonly hasProtected: boolean
  readonly hasIssued: boolean
  readonly hasCalled: boolean
  readonly hasRevoked: boolean
  readonly isDone: boolean
}

type Seen = Pick<DisposableKey, 'lastUsedAt' | 'requests' | 'status'>

export const progressOf = (protectedKeys: number, keys: readonly Seen[]): Progress => {
  const steps = {
    hasProtected: protectedKeys > 0 || keys.length > 0,
    hasIssued: keys.length > 0,
    hasCalled: keys.some(({ lastUsedAt, requests }) => lastUsedAt !== null || requests > 0),
    hasRevoked: keys.some(({ status }) => status === 'revoked'),
  }
  return { ...steps, isDone: Object.values(steps).every(Boolean) }
}
