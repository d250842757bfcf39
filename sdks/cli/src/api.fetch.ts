import type { paths } from '@1relay/contracts'
import createClient, { type Client } from 'openapi-fetch'
import { CliProblem, type ProblemKind } from './problem.js'

export type ApiClient = Client<paths>

/** A client of the contract that shows `token`, if there is one. */
export const openApi = (fetch: typeof globalThis.fetch, origin: string, token: string | undefined): ApiClient =>
  createClient<paths>({
    baseUrl: origin,
    fetch,
    // A token must not follow anybody elsewhere.
    redirect: 'error',
    headers: { 'user-agent': '1relay-cli', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
  })

interface Failure {
  readonly code: string
  readonly message: string
  readonly requestId: string
  readonly details?: readonly { readonly field?: string; readonly problem: string }[]
}

/** The `data` of an answer; a CliProblem for everything else. */
export const dataOf = async <T>(
  asked: Promise<{ data?: { data: T }; error?: unknown; response: Response }>,
): Promise<T> => {
  const { data, error, response } = await reached(asked)
  if (data !== undefined) return data.data
  throw problemOf(error, response)
}

/** The same for an answer without data. */
export const done = async (asked: Promise<{ data?: unknown; error?: unknown; response: Response }>): Promise<void> => {
  const { error, response } = await reached(asked)
  if (!response.ok) throw problemOf(error, response)
}

/** The body of an answer that is a file. */
export const bodyOf = async (
  asked: Promise<{ error?: unknown; response: Response }>,
): Promise<ReadableStream<Uint8Array>> => {
  const { error, response } = await reached(asked)
  if (!response.ok || response.body === null) throw problemOf(error, response)
  return response.body
}

const reached = async <T>(asked: Promise<T>): Promise<T> => {
  try {
    return await asked
  } catch (error) {
    const cause = (error as { cause?: { code?: unknown } }).cause?.code
    const why = typeof cause === 'string' ? ` (${cause})` : ''
    throw new CliProblem('unreachable', `1Relay could not be reached${why}. Is the address right? See: 1relay whoami`)
  }
}

const kindOf = (status: number): ProblemKind => {
  if (status === 401 || status === 403) return 'not_allowed'
  if (status === 404) return 'not_found'
  return status >= 500 ? 'unreachable' : 'failed'
}

const problemOf = (body: unknown, response: Response): CliProblem => {
  const failure = (body as { error?: Partial<Failure> } | undefined)?.error
  if (typeof failure?.code !== 'string' || typeof failure.message !== 'string') {
    return new CliProblem(
      kindOf(response.status),
      `The server answered ${response.status}, and not in the way 1Relay does.`,
    )
  }
  const { code, message, requestId = '' } = failure
  const details = (failure.details ?? []).map(
    ({ field, problem }) => `\n  ${field === undefined ? '' : `${field} `}${problem}`,
  )
  return new CliProblem(kindOf(response.status), `${message}${details.join('')}\n  ${code}, request ${requestId}`, {
    answer: { code, requestId },
  })
}
