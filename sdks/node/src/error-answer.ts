import { ERRORS, type ErrorCode } from '@1relay/contracts'
import { redactToken } from '@1relay/vault'
import {
  AuthenticationError,
  BudgetExceededError,
  ConflictError,
  type ErrorDetail,
  type ErrorFacts,
  InvalidRequestError,
  NotFoundError,
  type OneRelayError,
  PermissionError,
  RateLimitError,
  ServerError,
  UnavailableError,
  UpstreamError,
  withProviderBody,
} from './errors.js'
import { parseRetryAfter } from './retry.js'

export const REQUEST_ID_HEADER = 'x-1relay-request-id'

export interface Answer {
  readonly status: number
  readonly headers: Headers
  /** The body, or as much of it as was read. */
  readonly text: string
  readonly nowMs: number
}

interface OwnError {
  readonly code: string
  readonly message: string
  readonly requestId: string | undefined
  readonly details: readonly ErrorDetail[] | undefined
}

/** The failure that an answer of 1Relay's own endpoints stands for. A gateway in front may have written it: then it has no code of ours. */
export const errorOfOwnAnswer = (answer: Answer): OneRelayError => {
  const own = ownError(parseJson(answer.text))
  return ofStatus(answer.status, {
    code: own?.code ?? 'unexpected_answer',
    message: own?.message ?? `The server answered ${answer.status}, and not in the way 1Relay does.`,
    source: '1relay',
    status: answer.status,
    requestId: own?.requestId ?? answer.headers.get(REQUEST_ID_HEADER) ?? undefined,
    retryAfterMs: parseRetryAfter(answer.headers, answer.nowMs),
    details: own?.details,
  })
}

/**
 * The failure behind an answer of the proxy: a refusal of 1Relay, or else the provider's own. A provider cannot pass its
 * error off as ours (which would make us retry a paid call): it does not know the request id in the relay's header.
 */
export const errorOfProxyAnswer = (answer: Answer): OneRelayError => {
  const body = parseJson(answer.text)
  const requestId = answer.headers.get(REQUEST_ID_HEADER) ?? undefined
  const own = ownError(body)
  if (own !== undefined && own.requestId === requestId) return errorOfOwnAnswer(answer)
  const facts: ErrorFacts = {
    code: 'provider_error',
    message: `The provider answered ${answer.status}. Its own words: providerErrorBody(error).`,
    source: 'provider',
    status: answer.status,
    requestId,
    retryAfterMs: parseRetryAfter(answer.headers, answer.nowMs),
  }
  const error = answer.status === 429 ? new RateLimitError(facts) : new UpstreamError(facts)
  return withProviderBody(error, body ?? answer.text)
}

/** The failure that an event inside a stream reports (a cap reached, a provider that broke off), or undefined for any other event. */
export const errorOfEvent = (event: unknown, requestId: string | undefined): OneRelayError | undefined => {
  if (!isRecord(event) || event['error'] === undefined || event['error'] === null) return undefined
  const code = ownCodeOfEvent(event['error'])
  if (code !== undefined) {
    const { status, message } = ERRORS[code]
    return ofStatus(status, { code, message, source: '1relay', status, requestId })
  }
  const message = 'The provider broke off the stream with an error. Its own words: providerErrorBody(error).'
  return withProviderBody(
    new UpstreamError({ code: 'provider_error', message, source: 'provider', requestId }),
    event['error'],
  )
}

/** Inside a stream the relay speaks the provider's dialect. OpenAI's and Anthropic's carry our code and type, Google's our code as its status. */
const ownCodeOfEvent = (error: unknown): ErrorCode | undefined => {
  if (!isRecord(error)) return undefined
  const { code, type, status } = error
  if (typeof code === 'string' && Object.hasOwn(ERRORS, code)) {
    return ERRORS[code as ErrorCode].type === type ? (code as ErrorCode) : undefined
  }
  // Other codes of ours are words that Google uses itself (UNAVAILABLE, NOT_FOUND).
  if (status === 'BUDGET_EXCEEDED') return 'budget_exceeded'
  return status === 'INVALID_TOKEN' ? 'invalid_token' : undefined
}

const ofStatus = (status: number | undefined, facts: ErrorFacts): OneRelayError => {
  switch (status) {
    case 401:
      return new AuthenticationError(facts)
    case 402:
      return new BudgetExceededError(facts)
    case 403:
    case 423:
      return new PermissionError(facts)
    case 404:
      return new NotFoundError(facts)
    case 409:
    case 410:
      return new ConflictError(facts)
    case 429:
      return new RateLimitError(facts)
    case 502:
    case 504:
      return new UpstreamError(facts)
    case 503:
      return new UnavailableError(facts)
    default:
      return status !== undefined && status >= 400 && status < 500
        ? new InvalidRequestError(facts)
        : new ServerError(facts)
  }
}

/** The error of a body that has the shape of 1Relay's answers, or undefined. */
const ownError = (body: unknown): OwnError | undefined => {
  if (!isRecord(body) || body['success'] !== false || !isRecord(body['error'])) return undefined
  const { code, message, requestId, details } = body['error']
  if (typeof code !== 'string' || typeof message !== 'string') return undefined
  return {
    code,
    message: message.replace(TOKEN, redactToken),
    requestId: typeof requestId === 'string' ? requestId : undefined,
    details: Array.isArray(details) ? (details as ErrorDetail[]) : undefined,
  }
}

// The catalogue's sentences hold nothing of the request. Should a foreign server at our address echo a token, it still ends here.
const TOKEN = /\b(?:1r|rk)_[a-z]+_[0-9A-Za-z_]{20,}/g

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
