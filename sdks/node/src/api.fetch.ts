import type { paths } from '@1relay/contracts'
import createClient, { type Client } from 'openapi-fetch'
import { ServerError } from './errors.js'
import { REQUEST_ID_HEADER } from './error-answer.js'
import { type CallOptions, callSettings, OWN_TIMEOUT_MS, type Settings } from './settings.js'
import type { ReadAnswer, Transport } from './transport.fetch.js'

/** Calls of the app to 1Relay's own endpoints: the client generated from the contract, on our transport. */
export interface Api {
  readonly client: Client<paths>
  /** The fetch of one call. Every call of an app may arrive twice without harm: reading, revoking, a further session, an exchange with its idempotency key, for as long as the server takes it for the same one. */
  readonly via: (options: CallOptions | undefined, repeatableForMs?: number) => (request: Request) => Promise<Response>
}

export const makeApi = (settings: Settings, transport: Transport): Api => ({
  client: createClient<paths>({ baseUrl: settings.baseUrl, headers: { authorization: settings.basic } }),
  via:
    (options = {}, repeatableForMs) =>
    async (request) =>
      transport.send(
        {
          url: request.url,
          method: request.method,
          headers: request.headers,
          body: request.body === null ? undefined : await request.text(),
          answeredBy: '1relay',
          isRepeatable: true,
          repeatableForMs,
          ...callSettings(settings, options, OWN_TIMEOUT_MS),
        },
        readSuccess,
      ),
})

/** The `data` of a success. Failures have been thrown by the transport before. */
export const dataOf = <T>(result: { data?: { data: T } }): T => (result.data as { data: T }).data

// Read whole inside the attempt, so that a connection that breaks in the middle of the body is retried as well.
const readSuccess: ReadAnswer<Response> = async (response, deadline) => {
  const text = await response.text()
  deadline.release()
  if (!isSuccess(text)) throw unexpected(response)
  return new Response(text, { status: response.status, headers: { 'content-type': 'application/json' } })
}

const isSuccess = (text: string): boolean => {
  try {
    return (JSON.parse(text) as { success?: unknown } | null)?.success === true
  } catch {
    return false
  }
}

const unexpected = (response: Response): ServerError =>
  new ServerError({
    code: 'unexpected_answer',
    message: `The server answered ${response.status}, and not in the way 1Relay does. Is baseUrl right?`,
    source: '1relay',
    status: response.status,
    requestId: response.headers.get(REQUEST_ID_HEADER) ?? undefined,
  })
