import { fault } from '@1relay/faults'
import type { RedisClient } from '@1relay/redis'
import type { Challenges, ChallengeUse } from './challenges.port.js'

const keyOf = (challenge: string): string => `1r:passkey:${challenge}`

/** Challenges in Redis: strangers make them, so they must cost nothing that stays. */
export class RedisChallenges implements Challenges {
  constructor(private readonly redis: RedisClient) {}

  async put(challenge: string, use: ChallengeUse, lifetimeMs: number): Promise<void> {
    await this.redis.set(keyOf(challenge), JSON.stringify(use), 'PX', lifetimeMs).catch(refuse)
  }

  async take(challenge: string): Promise<ChallengeUse | undefined> {
    const text = await this.redis.getdel(keyOf(challenge)).catch(refuse)
    return text === null ? undefined : (JSON.parse(text) as ChallengeUse)
  }
}

const refuse = (cause: unknown): never => {
  throw fault('unavailable', 'Redis keeps no challenges right now', { cause, retryAfterMs: 1000 })
}
