import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common'
import { isBrowserAppPath, plainStatusOf, toPlainBody } from '@1relay/browser-apps'
import { statusOf, toErrorBody, toFault, type Fault } from '@1relay/faults'
import type { Logger } from '@1relay/log'
import type { NextFunction, Request, Response } from 'express'
import { readForeignError } from './foreign-errors.js'
import { requestIdOf } from './request-id.middleware.js'

/** Recognises the errors of one library, or answers undefined. */
export type Translate = (error: unknown) => Fault | undefined

const challenges: Partial<Record<Fault['code'], string>> = {
  unauthenticated: 'Bearer realm="1relay"',
  invalid_client: 'Basic realm="1relay", charset="UTF-8"',
}

/** The only place that turns a failure into an answer. What nobody recognises becomes an opaque 500 and a line in the log. */
export class FaultsFilter implements ExceptionFilter {
  readonly #logger: Logger
  readonly #translators: readonly Translate[]

  constructor(logger: Logger, translators: readonly Translate[] = []) {
    this.#logger = logger
    this.#translators = [...translators, readForeignError]
  }

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp()
    this.answer(error, http.getRequest<Request>(), http.getResponse<Response>())
  }

  /** For Express: errors of what runs before Nest's routes. */
  readonly middleware = (error: unknown, request: Request, response: Response, _next: NextFunction): void =>
    this.answer(error, request, response)

  answer(error: unknown, request: Request, response: Response): void {
    const failure = this.#read(error)
    const id = requestIdOf(response)
    const isPlain = isBrowserAppPath(request.path)
    const status = isPlain ? plainStatusOf(failure) : statusOf(failure)
    const route = { requestId: id, method: request.method, path: request.path, status, code: failure.code }
    if (status >= 500) this.#logger.error({ ...route, err: failure }, 'request failed')
    else this.#logger.debug({ ...route, reason: failure.internal }, 'request refused')
    // Half an answer cannot be taken back: the client must see that it is cut, not believe that it is whole.
    if (response.headersSent) return void response.destroy()
    this.#setHeaders(failure, error, response)
    response.status(status).json(isPlain ? toPlainBody(failure, id) : toErrorBody(failure, id))
  }

  #read(error: unknown): Fault {
    for (const translate of this.#translators) {
      const failure = translate(error)
      if (failure) return failure
    }
    return toFault(error)
  }

  #setHeaders(failure: Fault, error: unknown, response: Response): void {
    response.setHeader('Cache-Control', 'no-store')
    const challenge = challenges[failure.code]
    if (challenge) response.setHeader('WWW-Authenticate', challenge)
    if (failure.retryAfterMs !== undefined) response.setHeader('Retry-After', Math.ceil(failure.retryAfterMs / 1000))
    const allow = (error as { headers?: { Allow?: unknown } } | null)?.headers?.Allow
    if (failure.code === 'method_not_supported' && typeof allow === 'string') response.setHeader('Allow', allow)
  }
}
