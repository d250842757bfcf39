import { hash } from 'node:crypto'
import type { ExecutionContext } from '@nestjs/common'
import type { Reflector } from '@nestjs/core'
import {
  ThrottlerGuard,
  type ThrottlerLimitDetail,
  type ThrottlerRequest,
  type ThrottlerStorage,
} from '@nestjs/throttler'
import { fault } from '@1relay/faults'

export { SkipThrottle, Throttle } from '@nestjs/throttler'

const MINUTE_MS = 60_000

/** Of one route, for one client address, where the route does not say otherwise. */
export const DEFAULT_LIMIT = { limit: 300, ttl: MINUTE_MS }

/** Of one management token, over all routes. */
const TOKEN_LIMIT = { limit: 600, ttl: MINUTE_MS }

/**
 * Counts requests a route and client address (`default`), and where a route asks for it two more keys: an e-mail address from one
 * client address (`emailFrom`), and from all of them together (`email`): many addresses guessing at one account. What the first
 * refuses does not count for the second, so that no single stranger keeps somebody out. Each management token is counted as well,
 * over all routes and addresses (`managementToken`). Fails closed: when Redis cannot count, nothing is let through.
 */
export class RateLimitGuard extends ThrottlerGuard {
  readonly #scale: number

  constructor(storage: ThrottlerStorage, reflector: Reflector, scale: number) {
    const throttlers = [
      { name: 'default', ...DEFAULT_LIMIT },
      { name: 'emailFrom', limit: Infinity, ttl: MINUTE_MS, generateKey: ofEmailToo },
      { name: 'email', limit: Infinity, ttl: MINUTE_MS, getTracker: emailTracker },
      {
        name: 'managementToken',
        ...TOKEN_LIMIT,
        skipIf: hasNoToken,
        getTracker: tokenTracker,
        generateKey: ofAllRoutes,
      },
    ]
    super({ throttlers, setHeaders: false }, storage, reflector)
    this.#scale = scale
  }

  protected override async handleRequest(asked: ThrottlerRequest): Promise<boolean> {
    if (asked.limit === Infinity) return true
    return super.handleRequest({ ...asked, limit: asked.limit * this.#scale })
  }

  protected override throwThrottlingException(_: ExecutionContext, detail: ThrottlerLimitDetail): Promise<void> {
    const retryAfterMs = Math.max(1, detail.timeToBlockExpire) * 1000
    throw fault('rate_limited', `${detail.totalHits} of ${detail.limit}`, { retryAfterMs })
  }
}

// A digest, so that Redis holds no e-mail addresses. The contract has already checked that it is a string.
const emailTracker = ({ body }: { body?: { email?: unknown } }): string => {
  const email = typeof body?.email === 'string' ? body.email : ''
  return hash('sha256', email.normalize('NFKC').trim().toLowerCase(), 'base64url')
}

const ofEmailToo = (context: ExecutionContext, address: string, name: string): string => {
  const email = emailTracker(context.switchToHttp().getRequest())
  const route = `${context.getClass().name}-${context.getHandler().name}`
  return hash('sha256', `${name}-${route}-${email}-${address}`, 'base64url')
}

const MANAGEMENT_TOKEN = /^bearer +(rk_mgmt_\S{1,200})$/i

const tokenIn = ({ headers }: { headers?: { authorization?: string } }): string | undefined =>
  MANAGEMENT_TOKEN.exec(headers?.authorization ?? '')?.[1]

const hasNoToken = (context: ExecutionContext): boolean => tokenIn(context.switchToHttp().getRequest()) === undefined

// Of the whole text: whoever knows its id alone, which is public, uses up nothing of it.
const tokenTracker = (request: { headers?: { authorization?: string } }): string =>
  hash('sha256', tokenIn(request) ?? '', 'base64url')

const ofAllRoutes = (_: ExecutionContext, tracker: string, name: string): string => `${name}-${tracker}`

type Counted = Awaited<ReturnType<ThrottlerStorage['increment']>>

/** A storage whose failures are `limits_unavailable`: an unlimited login is worse than none. */
export class FailClosedStorage implements ThrottlerStorage {
  constructor(private readonly storage: ThrottlerStorage) {}

  async increment(...args: Parameters<ThrottlerStorage['increment']>): Promise<Counted> {
    try {
      return await this.storage.increment(...args)
    } catch (cause) {
      throw fault('limits_unavailable', 'Redis did not count', { cause, retryAfterMs: 1000 })
    }
  }
}
