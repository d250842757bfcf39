import { SetMetadata, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common'
import type { Reflector } from '@nestjs/core'
import { map, type Observable } from 'rxjs'

const UNWRAPPED = 'unwrapped'

/** For the few routes whose answer is a document of its own, such as /openapi.json. */
export const Unwrapped = (): MethodDecorator => SetMetadata(UNWRAPPED, true)

/** Wraps what a controller returns as `{ success: true, data }`, and nothing as `{ success: true }`. */
export class AnswerInterceptor implements NestInterceptor {
  constructor(private readonly reflector: Reflector) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (this.reflector.get<boolean | undefined>(UNWRAPPED, context.getHandler())) return next.handle()
    return next
      .handle()
      .pipe(map((data: unknown) => (data === undefined ? { success: true } : { success: true, data })))
  }
}
