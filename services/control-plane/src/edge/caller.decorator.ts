import { createParamDecorator, type ExecutionContext } from '@nestjs/common'
import type { Request } from 'express'
import type { Principal } from './principal.js'

const principals = new WeakMap<Request, Principal>()

/** Called by the access guard, once a request. */
export const setCaller = (request: Request, principal: Principal): void => void principals.set(request, principal)

/** The `Principal` that the guard found. */
export const Caller = createParamDecorator(
  (_: unknown, context: ExecutionContext): Principal =>
    principals.get(context.switchToHttp().getRequest<Request>()) ?? { kind: 'anonymous' },
)
