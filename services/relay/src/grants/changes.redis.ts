import { redisKeys, type GrantChange } from '@1relay/contracts'
import { Subscriber, type RedisClient } from '@1relay/redis'

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
export const listenForChanges = (
  redis: RedisClient,
  listener: ChangeListener,
  onError: (error: Error) => void,
): Subscriber => {
  const onMessage = (_: string, message: string): void => {
    const change = readChange(message)
    if (change === undefined) listener.missed()
    else listener.changed(change)
  }
  const subscriber = new Subscriber({ redis, onMessage, onGap: () => listener.missed(), onError })
  subscriber.subscribe(redisKeys.grantChanges)
  return subscriber
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
