import { countAddress, type Counter, isBrowserAppPath } from '@1relay/browser-apps'
import type { CanActivate, ExecutionContext } from '@nestjs/common'
import type { Request } from 'express'

const MINUTE_MS = 60_000

/**
 * Counts the calls of one client address to all paths of browser-app mode together, with those that the relay takes. It stands before whoever
 * looks at tokens, so that guessing is counted. Fails closed.
 */
export class BrowserAppGuard implements CanActivate {
  constructor(
    private readonly redis: Counter,
    private readonly perMinute: number,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Request>()
    if (!isBrowserAppPath(request.path) || request.path === '/health') return true
    const address = request.ip ?? ''
    await countAddress(this.redis, { what: 'calls', address, limit: this.perMinute, windowMs: MINUTE_MS })
    return true
  }
}
