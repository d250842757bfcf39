import { parseClientId, parseToken } from '@1relay/vault'
import { AuthenticationError, InvalidRequestError } from './errors.js'
import type { Fetch } from './transport.fetch.js'

/** Who your app is, where 1Relay is, and how long to wait. What is wrong is an InvalidRequestError that names the option and does not quote it. */
export interface OneRelayClientOptions {
  /** `1r_cid_…` of your app. */
  readonly clientId: string
  /** `1r_cs_…`: stays on your server. */
  readonly clientSecret: string
  /** Where your 1Relay is, e.g. `https://relay.example.com`. Plain http only for this machine, unless `allowHttp`. */
  readonly baseUrl: string
  /** Longest wait for an answer, and for the next piece of a stream. Default: 30 s for 1Relay itself, 10 min for calls to providers. */
  readonly timeoutMs?: number
  /** Further attempts after a 429 or 503 of 1Relay or a failed connection. Default 2. */
  readonly maxRetries?: number
  /** In place of the global fetch. */
  readonly fetch?: Fetch
  /** Allows plain http to other machines: inside a private network, where something else encrypts. */
  readonly allowHttp?: boolean
}

/** What every call takes in addition. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined
  readonly timeoutMs?: number | undefined
  readonly maxRetries?: number | undefined
}

export interface Settings {
  readonly clientId: string
  /** Value of the authorization header of app calls. */
  readonly basic: string
  /** Without a slash at the end. */
  readonly baseUrl: string
  readonly timeoutMs: number | undefined
  readonly maxRetries: number
}

export interface CallSettings {
  readonly signal: AbortSignal | undefined
  readonly timeoutMs: number
  readonly maxRetries: number
}

export const OWN_TIMEOUT_MS = 30_000
export const PROVIDER_TIMEOUT_MS = 600_000
const MAX_RETRIES = 2
// setTimeout reads more as 1 ms.
const TIMEOUT_MAX_MS = 2_147_483_647

/** Reads the options of a client; throws an InvalidRequestError that names the option and never quotes it. */
export const parseSettings = (options: OneRelayClientOptions): Settings => {
  if (!parseClientId(options.clientId).ok) throw refused('clientId must be the 1r_cid_… of your app')
  const secret = parseToken(options.clientSecret)
  if (!secret.ok || secret.token.prefix !== '1r_cs') throw refused('clientSecret must be the whole 1r_cs_… of your app')
  const { timeoutMs, maxRetries } = parseCallOptions(options)
  return {
    clientId: options.clientId,
    basic: `Basic ${btoa(`${options.clientId}:${options.clientSecret}`)}`,
    baseUrl: parseBaseUrl(options.baseUrl, options.allowHttp === true),
    timeoutMs,
    maxRetries: maxRetries ?? MAX_RETRIES,
  }
}

/** The settings of one call: its own options, else the client's, else the default. */
export const callSettings = (settings: Settings, options: CallOptions, defaultTimeoutMs: number): CallSettings => {
  const { signal, timeoutMs, maxRetries } = parseCallOptions(options)
  return {
    signal,
    timeoutMs: timeoutMs ?? settings.timeoutMs ?? defaultTimeoutMs,
    maxRetries: maxRetries ?? settings.maxRetries,
  }
}

/** Refuses what is no bearer of a sealed key: before it becomes a header, whose error message would quote it. */
export const assertAccessToken = (accessToken: string): void => {
  const parsed = parseToken(accessToken)
  if (parsed.ok && parsed.token.seal !== undefined) return
  const message = 'accessToken is not a whole 1r_at_… (or 1r_bt_…) token.'
  throw new AuthenticationError({ code: 'invalid_token', message, source: 'client' })
}

/** Refuses an id that could change the path it is put into. */
export const assertId = (id: string, name: string): void => {
  if (typeof id !== 'string' || !/^[0-9A-Za-z]{16}$/.test(id)) throw refused(`${name} must be 16 letters or digits`)
}

/** Refuses a provider slug that could change the path it is put into. */
export const assertProvider = (provider: string): void => {
  if (typeof provider !== 'string' || !/^[a-z0-9-]{1,40}$/.test(provider)) {
    throw refused('provider must be a slug like openai or anthropic')
  }
}

/** An argument that was refused before anything was sent. */
export const refused = (sentence: string): InvalidRequestError =>
  new InvalidRequestError({ code: 'invalid_argument', message: `${sentence}.`, source: 'client' })

const parseCallOptions = (options: CallOptions): CallOptions => {
  const { signal, timeoutMs, maxRetries } = options
  if (timeoutMs !== undefined && !(timeoutMs > 0 && timeoutMs <= TIMEOUT_MAX_MS)) {
    throw refused(`timeoutMs must lie between 1 and ${TIMEOUT_MAX_MS}`)
  }
  if (maxRetries !== undefined && !(Number.isInteger(maxRetries) && maxRetries >= 0 && maxRetries <= 10)) {
    throw refused('maxRetries must be a whole number from 0 to 10')
  }
  return { signal, timeoutMs, maxRetries }
}

const parseBaseUrl = (text: string, allowsHttp: boolean): string => {
  const url = typeof text === 'string' && URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw refused('baseUrl must be an https URL')
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw refused('baseUrl must have no user, query or fragment')
  }
  const isLocal = /^(localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname)
  if (url.protocol === 'http:' && !isLocal && !allowsHttp) {
    throw refused(
      'baseUrl must be https: tokens would cross the network in the clear (allowHttp: true if that is meant)',
    )
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`
}
