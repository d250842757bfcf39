import { redisKeys, type GrantProjection } from '@1relay/contracts'
import { fault } from '@1relay/faults'
import type { RedisClient } from '@1relay/redis'
import type { GrantStore } from './grant-store.port.js'

/** Reads projections that the control plane wrote. */
export class RedisGrantStore implements GrantStore {
  constructor(private readonly redis: RedisClient) {}

  async find(grantId: string): Promise<GrantProjection | undefined> {
    let json: string | null
    try {
      json = await this.redis.get(redisKeys.grant(grantId))
    } catch (cause) {
      throw fault('limits_unavailable', 'the grant store did not answer', { cause, retryAfterMs: 1000 })
    }
    return json === null ? undefined : (JSON.parse(json) as GrantProjection) // written by the control plane alone
  }
}
