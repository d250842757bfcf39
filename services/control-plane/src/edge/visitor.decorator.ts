import { createParamDecorator, type ExecutionContext } from '@nestjs/common'
import type { Request } from 'express'

/** Where a request came from, as far as it says. */
export interface Visitor {
  readonly ip: string | null
  readonly userAgent: string | null
}

const USER_AGENT_MAX = 400

/** Where this request came from, as the proxies that we trust tell it. */
export const visitorOf = (request: Request): Visitor => {
  const userAgent = request.headers['user-agent']?.slice(0, USER_AGENT_MAX)
  // A socket that takes both families writes IPv4 as IPv6.
  const ip = request.ip?.replace(/^::ffff:(?=\d+\.)/, '')
  return { ip: ip ?? null, userAgent: userAgent || null }
}

/** The `Visitor` of a request. */
export const From = createParamDecorator((_: unknown, context: ExecutionContext): Visitor =>
  visitorOf(context.switchToHttp().getRequest<Request>()),
)
