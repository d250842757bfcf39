import { ask } from './ask.fetch.js'
import { chatCall } from './chat-call.js'
import { eventData } from './event-data.js'
import type { CallOptions, ChatOptions } from './options.js'
import { errorOf, RelayError } from './relay-error.js'
import { JSON_BODY, type Session } from './session.js'
import { failureIn, textOf } from './text-of.js'

/** A call to a provider's path; with `onChunk` its answer is read as a stream. */
export type Requested = CallOptions & { provider: string; path: string; onChunk?: (text: string) => void }

/** What a page can ask of providers. */
export interface Calls {
  /** The base URL of a provider, for official SDKs, which take the token as their key. */
  baseUrl(provider: string): string
  /** Any call; resolves to the provider's answer as it is, errors included. Rejects with a RelayError `redirected` rather than take the token elsewhere. */
  call(provider: string, path: string, options?: CallOptions): Promise<Response>
  /** The parsed answer, or with `onChunk` the text of a stream; a RelayError for everything else. */
  relayRequest(options: Requested): Promise<unknown>
  /** Streams a chat with a provider, in its own dialect; resolves to the whole text. */
  streamChat(options: ChatOptions & { provider: string }): Promise<string>
}

export const callsOf = ({ base, ensureToken }: Session): Calls => {
  const baseUrl: Calls['baseUrl'] = (provider) => `${base}/relay/${encodeURIComponent(provider)}`

  const call: Calls['call'] = async (provider, path, options = {}) => {
    const { body, headers = {}, baseUrl: address, signal } = options
    const isJson = body !== undefined && Object.getPrototypeOf(body) === Object.prototype
    return ask(baseUrl(provider) + path, {
      method: options.method ?? (body === undefined ? 'GET' : 'POST'),
      headers: {
        ...(isJson && JSON_BODY),
        ...(address !== undefined && { 'x-relay-base-url': address }),
        ...headers,
        'x-relay-token': await ensureToken(),
      },
      ...(body !== undefined && { body: isJson ? JSON.stringify(body) : (body as BodyInit) }),
      ...(signal !== undefined && { signal }),
    })
  }
  const relayRequest: Calls['relayRequest'] = async (options) => {
    const answer = await call(options.provider, options.path, options)
    if (!answer.ok) throw await errorOf(answer)
    return options.onChunk === undefined ? answer.json() : readText(answer, options.onChunk)
  }
  const streamChat: Calls['streamChat'] = async ({ provider, onChunk = () => undefined, signal, ...chat }) =>
    (await relayRequest({ provider, ...chatCall(provider, chat), onChunk, ...(signal && { signal }) })) as string

  return { baseUrl, call, relayRequest, streamChat }
}

const readText = async (answer: Response, onChunk: (text: string) => void): Promise<string> => {
  let whole = ''
  if (answer.body === null) return whole
  for await (const data of eventData(answer.body)) {
    const failure = failureIn(data)
    if (failure !== undefined) throw new RelayError(failure, answer.status, undefined, undefined)
    const text = textOf(data)
    whole += text
    if (text !== '') onChunk(text)
  }
  return whole
}
