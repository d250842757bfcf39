import type { components } from '@1relay/contracts'
import type { EntityManager } from 'typeorm'
import { tellWithin } from '../webhooks/index.js'
import type { Grant } from './grant.js'

type Data = components['schemas']['ConnectionRevokedEvent']['data']

/** Tells an app that a connection of its has ended, in the transaction that ends it. */
export const tellApp = async (tx: EntityManager, grant: Grant): Promise<void> => {
  const { id: connectionId, kind, appId, userReference, expiresAt, revokedAt } = grant
  if (kind !== 'link' || appId === null || revokedAt === null) return
  // Its end was known since it began.
  if (expiresAt !== null && expiresAt <= revokedAt) return
  const data: Data = { connectionId, userReference, revokedAt: revokedAt.toISOString() }
  const news = { type: 'connection.revoked', onceKey: `revoked:${connectionId}`, data } as const
  await tellWithin(tx, { kind: 'app', id: appId }, news, revokedAt)
}
