import type { ChatCompletion, ChatParams, ProviderName } from './chat.js'
import { ChatStream } from './chat-stream.fetch.js'
import { REQUEST_ID_HEADER } from './error-answer.js'
import { UpstreamError } from './errors.js'
import { passthroughUrl } from './provider-url.js'
import { releaseAtEnd } from './response-end.fetch.js'
import {
  assertAccessToken,
  assertProvider,
  type CallOptions,
  callSettings,
  PROVIDER_TIMEOUT_MS,
  refused,
  type Settings,
} from './settings.js'
import type { Call, ReadAnswer, Transport } from './transport.fetch.js'

/** Any call to a provider, as `fetch` takes it. */
export interface PassthroughRequest {
  readonly accessToken: string
  readonly provider: ProviderName
  /** The provider's own path, with its query: `/v1/embeddings`. */
  readonly path: string
  /** Default: POST with a body, GET without. */
  readonly method?: string
  readonly headers?: RequestInit['headers']
  readonly body?: RequestInit['body']
  readonly signal?: AbortSignal
}

/** Calls to providers with a token in place of the key. */
export class Proxy {
  readonly #settings: Settings
  readonly #transport: Transport

  constructor(settings: Settings, transport: Transport) {
    this.#settings = settings
    this.#transport = transport
  }

  chat(params: ChatParams, options: CallOptions = {}): Promise<ChatCompletion> {
    return this.#transport.send(this.#chatCall(params, options, false), readCompletion)
  }

  stream(params: ChatParams, options: CallOptions = {}): Promise<ChatStream> {
    return this.#transport.send(this.#chatCall(params, options, true), readStream)
  }

  passthrough(request: PassthroughRequest, options: CallOptions = {}): Promise<Response> {
    assertAccessToken(request.accessToken)
    const method = (request.method ?? (request.body === undefined ? 'GET' : 'POST')).toUpperCase()
    const headers = new Headers(request.headers)
    headers.set('authorization', `Bearer ${request.accessToken}`)
    const settings = callSettings(this.#settings, { signal: request.signal, ...options }, PROVIDER_TIMEOUT_MS)
    const call: Call = {
      ...settings,
      url: passthroughUrl(this.#settings.baseUrl, request.provider, request.path),
      method,
      headers,
      body: request.body,
      answeredBy: 'proxy',
      passesProviderErrors: true,
      isRepeatable: method === 'GET' || method === 'HEAD',
      // A stream that was read once is gone.
      maxRetries: request.body instanceof ReadableStream ? 0 : settings.maxRetries,
    }
    return this.#transport.send(call, readResponse)
  }

  #chatCall(params: ChatParams, options: CallOptions, stream: boolean): Call {
    const { accessToken, provider, ...body } = params
    assertAccessToken(accessToken)
    if (typeof body.model !== 'string' || !Array.isArray(body.messages)) throw refused('model and messages are needed')
    const headers = new Headers({ authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' })
    headers.set('accept', stream ? 'text/event-stream' : 'application/json')
    if (provider !== undefined) {
      assertProvider(provider)
      headers.set('x-1relay-provider', provider)
    }
    return {
      url: `${this.#settings.baseUrl}/v1/proxy/chat/completions`,
      method: 'POST',
      headers,
      body: JSON.stringify({ ...body, ...(stream ? { stream } : {}) }),
      answeredBy: 'proxy',
      // It costs money: what may have arrived is not sent again.
      isRepeatable: false,
      ...callSettings(this.#settings, options, PROVIDER_TIMEOUT_MS),
    }
  }
}

const readCompletion: ReadAnswer<ChatCompletion> = async (response, deadline) => {
  const text = await response.text()
  deadline.release()
  const completion = parseObject(text)
  if (completion === undefined || !Array.isArray(completion['choices'])) {
    throw unreadable('The provider answered with something that is no chat completion.', response)
  }
  return completion as unknown as ChatCompletion
}

const readStream: ReadAnswer<ChatStream> = async (response, deadline) => {
  deadline.disarm()
  if (response.body === null) throw unreadable('The provider answered without a stream.', response)
  // Some providers ignore `stream` for some models: that answer would look like a stream without events.
  if (response.headers.get('content-type')?.startsWith('application/json')) {
    throw unreadable('The provider answered in one piece, not as a stream.', response)
  }
  const requestId = response.headers.get(REQUEST_ID_HEADER) ?? undefined
  return new ChatStream({ body: response.body as ReadableStream<Uint8Array>, deadline, requestId })
}

// The body is the caller's from here on: it may take as long as it takes, and the caller's signal still ends it.
const readResponse: ReadAnswer<Response> = async (response, deadline) => {
  deadline.disarm()
  return releaseAtEnd(response, deadline)
}

const parseObject = (text: string): Record<string, unknown> | undefined => {
  try {
    const value = JSON.parse(text) as unknown
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

const unreadable = (message: string, response: Response): UpstreamError => {
  const requestId = response.headers.get(REQUEST_ID_HEADER) ?? undefined
  return new UpstreamError({ code: 'provider_error', message, source: 'provider', status: response.status, requestId })
}
