import type { RelayPublicKey, RelaySealedCredential, ResealResult } from '@1relay/contracts'
import { sealToRelay } from '@1relay/vault'
import { openRelaySealed } from '../open/index.js'
import type { KeyRing } from './key-ring.crypto.js'

/**
 * The credentials under the current key, for the same protected key and upstream: what is sealed with them, terms included, stays as it is. Those
 * that do not open are left out.
 */
export const resealAll = async (
  credentials: readonly RelaySealedCredential[],
  ring: KeyRing,
  current: RelayPublicKey,
): Promise<ResealResult['credentials']> => {
  const resealed: ResealResult['credentials'] = []
  for (const before of credentials) {
    const after = await reseal(before, ring, current)
    if (after !== undefined) resealed.push({ before, after })
  }
  return resealed
}

const reseal = async (
  before: RelaySealedCredential,
  ring: KeyRing,
  current: RelayPublicKey,
): Promise<RelaySealedCredential | undefined> => {
  const key = ring.find(before.keyId)
  const credential = key && openRelaySealed(before, key)
  if (credential === undefined) return undefined
  try {
    const { custody, ownerId, upstream } = before
    const publicKey = Buffer.from(current.publicKey, 'base64url')
    return { custody, ownerId, upstream, ...(await sealToRelay({ publicKey, ownerId, upstream, credential })) }
  } finally {
    credential.fill(0)
  }
}
