import { redisKeys, type GrantChange } from '@1relay/contracts'
import type { Redis } from 'ioredis'

export interface ChangeListener {
  /** A grant changed. */
  changed(change: GrantChange): void
  /** Changes may have been missed: nothing that was cached can be trusted to be current. */
  missed(): void
}

/**
 * Listens for changed grants on a connection of its own. A hint for speed: what makes revocation safe is the version that
 * every admission checks.
 */
export const listenForChanges = async (redis: Redis, listener: ChangeListener): Promise<void> => {
  redis.on('message', (channel: string, message: string) => {
    if (channel !== redisKeys.grantChanges) return
    const change = readChange(message)
    if (change === undefined) listener.missed()
    else listener.changed(change)
  })
  let isFirst = true
  redis.on('ready', () => {
    // ioredis subscribes again by itself, but what was published in between is gone.
    if (!isFirst) listener.missed()
    isFirst = false
  })
  await redis.subscribe(redisKeys.grantChanges)
}

const readChange = (message: string): GrantChange | undefined => {
  try {
    const change = JSON.parse(message) as Partial<GrantChange> | null
    return typeof change?.grantId === 'string' && (change.status === 'live' || change.status === 'dead')
      ? (change as GrantChange)
      : undefined
  } catch {
    return undefined
  }
}
