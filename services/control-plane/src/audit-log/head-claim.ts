import type { HeadClaim } from '@1relay/audit'
import type { Place } from '../audit/index.js'

/** What is signed of the head of a chain. */
export const claimOf = (workspaceId: string, { seq, hash, recordedAt }: Place): Omit<HeadClaim, 'v' | 'publicKey'> => ({
  workspaceId,
  seq,
  hash,
  recordedAt: recordedAt.toISOString(),
})
