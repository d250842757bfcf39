import { chatCall } from './chat-call.js'
import { eventData } from './event-data.js'
import type { CallOptions, ChatOptions } from './options.js'
import { errorOf, RelayError } from './relay-error.js'
import { JSON_BODY, type Session } from './session.js'
import { failureIn, textOf } from './text-of.js'

type Requested = CallOptions & { provider: string; path: string; onChunk?: (text: string) => void }

/** What a page can ask of providers. */
export const callsOf = ({ base, ensureToken }: Session) => {
  const baseUrl = (provider: string): string => `${base}/relay/${encodeURIComponent(provider)}`

  /** Any call; resolves to the provider's answer as it is, errors included. */
  const call = async (provider: string, path: string, options: CallOptions = {}): Promise<Response> => {
    const { body, headers = {}, baseUrl: address, signal } = options
    const isJson = body !== undefined && Object.getPrototypeOf(body) === Object.prototype
    return fetch(baseUrl(provider) + path, {
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
  /** The parsed answer, or with `onChunk` the text of a stream; a RelayError for everything else. */
  const relayRequest = async (options: Requested): Promise<unknown> => {
    const answer = await call(options.provider, options.path, options)
    if (!answer.ok) throw await errorOf(answer)
    return options.onChunk === undefined ? answer.json() : readText(answer, options.onChunk)
  }
  /** Streams a chat with a provider, in its own dialect; resolves to the whole text. */
  const streamChat = async ({
    provider,
    onChunk = () => undefined,
    signal,
    ...chat
  }: ChatOptions & { provider: string }) =>
    (await relayRequest({ provider, ...chatCall(provider, chat), onChunk, ...(signal && { signal }) })) as string

  /** `baseUrl` is for official SDKs, which take the token as their key. */
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
