import { makeApi } from './api.fetch.js'
import type { ChatCompletion, ChatParams, ProviderName } from './chat.js'
import type { ChatStream } from './chat-stream.fetch.js'
import { type Connections, makeConnections } from './connections.fetch.js'
import {
  type CreatedLinkSession,
  type Exchanged,
  Link,
  type LinkSession,
  type LinkSessionParams,
} from './link.fetch.js'
import { makeProviderFetch, type ProviderFetch } from './provider.fetch.js'
import { passthroughBase } from './provider-url.js'
import { type PassthroughRequest, Proxy } from './proxy.fetch.js'
import {
  assertAccessToken,
  type CallOptions,
  type OneRelayClientOptions,
  parseSettings,
  type Settings,
} from './settings.js'
import { type Fetch, Transport } from './transport.fetch.js'
import { makeUsage, type Usage } from './usage.fetch.js'

/** 1Relay for your server. Make one and keep it; it holds no connection open. Every rejection is a OneRelayError. */
export class OneRelayClient {
  readonly connections: Connections
  readonly usage: Usage
  readonly #settings: Settings
  readonly #fetch: Fetch
  readonly #link: Link
  readonly #proxy: Proxy

  constructor(options: OneRelayClientOptions) {
    this.#settings = parseSettings(options)
    this.#fetch = options.fetch ?? ((url, init) => globalThis.fetch(url, init))
    const transport = new Transport({ fetch: this.#fetch })
    const api = makeApi(this.#settings, transport)
    this.#link = new Link(api)
    this.#proxy = new Proxy(this.#settings, transport)
    this.connections = makeConnections(api)
    this.usage = makeUsage(api)
  }

  /** Starts a Link session for one of your users. Give `linkToken` to your page. */
  createLinkSession(params: LinkSessionParams, options?: CallOptions): Promise<CreatedLinkSession> {
    return this.#link.create(params, options)
  }

  /** How a Link session stands. */
  getLinkSession(linkSessionId: string, options?: CallOptions): Promise<LinkSession> {
    return this.#link.get(linkSessionId, options)
  }

  /**
   * Exchanges what Link's `onSuccess` gave to your page for an access token. 1Relay never sees the half of it that opens the
   * key. Calling it again on this client within a minute, after a ConnectionError, is safe.
   */
  exchangePublicToken(publicToken: string, options?: CallOptions): Promise<Exchanged> {
    return this.#link.exchange(publicToken, options)
  }

  /** A chat completion on the person's own key, in OpenAI's form, with any provider. */
  chatCompletion(params: ChatParams & { readonly stream: true }, options?: CallOptions): Promise<ChatStream>
  chatCompletion(params: ChatParams & { readonly stream?: false }, options?: CallOptions): Promise<ChatCompletion>
  chatCompletion(params: ChatParams, options?: CallOptions): Promise<ChatCompletion | ChatStream>
  async chatCompletion(params: ChatParams, options?: CallOptions): Promise<ChatCompletion | ChatStream> {
    return params['stream'] === true ? this.#proxy.stream(params, options) : this.#proxy.chat(params, options)
  }

  /** The same as an async iterable of chunks: `for await (const chunk of await client.streamChatCompletion(…))`. */
  async streamChatCompletion(params: ChatParams, options?: CallOptions): Promise<ChatStream> {
    return this.#proxy.stream(params, options)
  }

  /** Any call to a provider, byte for byte. Resolves with the provider's answer whatever its status; a refusal of 1Relay rejects. */
  async passthrough(request: PassthroughRequest, options?: CallOptions): Promise<Response> {
    return this.#proxy.passthrough(request, options)
  }

  /** `new OpenAI(client.openai(accessToken))`. */
  openai(accessToken: string): { apiKey: string; baseURL: string } {
    return { apiKey: asKey(accessToken), baseURL: `${passthroughBase(this.#settings.baseUrl, 'openai')}/v1` }
  }

  /** `new Anthropic(client.anthropic(accessToken))`. */
  anthropic(accessToken: string): { apiKey: string; baseURL: string } {
    return { apiKey: asKey(accessToken), baseURL: passthroughBase(this.#settings.baseUrl, 'anthropic') }
  }

  /** `new GoogleGenAI(client.google(accessToken))`. */
  google(accessToken: string): { apiKey: string; httpOptions: { baseUrl: string } } {
    const baseUrl = passthroughBase(this.#settings.baseUrl, 'google')
    return { apiKey: asKey(accessToken), httpOptions: { baseUrl } }
  }

  /** A `fetch` that sends calls for the provider's own origin through 1Relay, for SDKs and code that take one. */
  createFetch(accessToken: string, provider: ProviderName): ProviderFetch {
    return makeProviderFetch({ baseUrl: this.#settings.baseUrl, accessToken, provider, fetch: this.#fetch })
  }

  /** What may be shown of a client: no secret. */
  toJSON(): { clientId: string; baseUrl: string } {
    return { clientId: this.#settings.clientId, baseUrl: this.#settings.baseUrl }
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return `OneRelayClient ${JSON.stringify(this.toJSON())}`
  }
}

const asKey = (accessToken: string): string => {
  assertAccessToken(accessToken)
  return accessToken
}
