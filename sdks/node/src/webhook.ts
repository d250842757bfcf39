import { createHmac, timingSafeEqual } from 'node:crypto'
import type { components } from '@1relay/contracts'
import { type ClientErrorCode, InvalidRequestError, WebhookVerificationError } from './errors.js'
import { refused } from './settings.js'

/** A budget reached 80 or 100 percent: that of a connection of your app, or of a disposable key of your workspace. Money is in micro-dollars (1 USD = 1,000,000). */
export type BudgetReachedEvent = components['schemas']['BudgetReachedEvent']
/** A person's connection to your app has ended: its access token is dead, whoever revoked it. */
export type ConnectionRevokedEvent = components['schemas']['ConnectionRevokedEvent']
/** Somebody tried the webhook: it says nothing but that it came. */
export type WebhookTestEvent = components['schemas']['WebhookTestEvent']

// No literal is of this type, so a look at `type` tells known events from others. It has to be a pattern: the compiler tells no plain string apart.
declare const unlisted: unique symbol

/** An event of a type that is newer than this package. Answer it with a 2xx like any other. To compare `type`, take it as a `string`. */
export interface UnlistedWebhookEvent {
  readonly type: `${string}.${string}` & { readonly [unlisted]: never }
  /** When it happened: ISO 8601, UTC. */
  readonly timestamp: string
  readonly data: Readonly<Record<string, unknown>>
}

/** What a webhook brings. Switch on `type`, with a `default` that does nothing. */
export type WebhookEvent = components['schemas']['WebhookEvent'] | UnlistedWebhookEvent

/** The headers of a request: `Headers` of the Fetch standard, Node's `request.headers`, or a plain record with names in any case. */
export type WebhookHeaders = HeaderReader | Readonly<Record<string, string | readonly string[] | undefined>>

interface HeaderReader {
  get(name: string): string | null
}

/** What came, and what it is judged by. */
export interface Arrival {
  readonly body: string | Uint8Array
  readonly headers: WebhookHeaders
  readonly secret: string
  readonly nowMs: number
}

const TOLERANCE_SECONDS = 5 * 60
// A secret that is being replaced makes two.
const SIGNATURES_MAX = 20
// What the specification asks for, and what 1Relay makes. A secret that was cut when it was pasted has less.
const SECRET_BYTES_MIN = 24

/** The event of a request that is signed with the secret, as https://www.standardwebhooks.com says; throws what `verifyWebhook` promises. */
export const readWebhook = ({ body, headers, secret, nowMs }: Arrival): WebhookEvent => {
  const key = parseSecret(secret)
  const [id, timestamp, signatures] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) =>
    valueOf(headers, name),
  )
  if (!id || !timestamp || !signatures) throw failed('missing_webhook_headers')
  if (typeof body !== 'string' && !ArrayBuffer.isView(body))
    throw refused('body must be the raw body of the request, a string or Uint8Array, and not what was parsed of it')
  if (!isOfNow(timestamp, nowMs)) throw failed('invalid_webhook_timestamp')
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64')
  if (!signatures.split(' ', SIGNATURES_MAX).some((one) => isSignature(one, expected)))
    throw failed('invalid_webhook_signature')
  const event = parseJson(body)
  if (!isEvent(event)) throw failed('invalid_webhook_body')
  return event
}

const parseSecret = (secret: string): Buffer => {
  const [, base64 = ''] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret) ?? []
  const key = Buffer.from(base64, 'base64')
  if (key.length >= SECRET_BYTES_MIN) return key
  const message = 'secret must be the whole whsec_… of the webhook.'
  throw new InvalidRequestError({ code: 'invalid_webhook_secret', message, source: 'client' })
}

/** A header that came several times is joined as HTTP does it, whatever the case of its name. */
const valueOf = (headers: WebhookHeaders, name: string): string => {
  if (isReader(headers)) return String(headers.get(name) ?? '')
  const same = Object.entries(headers ?? {}).filter(([key]) => key.toLowerCase() === name)
  return same.flatMap(([, value]) => value ?? []).join(', ')
}

const isReader = (headers: WebhookHeaders): headers is HeaderReader => typeof headers?.['get'] === 'function'

const isOfNow = (timestamp: string, nowMs: number): boolean =>
  /^\d{1,12}$/.test(timestamp) && Math.abs(Math.floor(nowMs / 1000) - Number(timestamp)) <= TOLERANCE_SECONDS

/** While a secret is being replaced, a message has several signatures. */
const isSignature = (text: string, expected: string): boolean => {
  const [version, signature = ''] = text.split(',')
  const [given, wanted] = [Buffer.from(signature), Buffer.from(expected)]
  return version === 'v1' && given.length === wanted.length && timingSafeEqual(given, wanted)
}

const parseJson = (body: string | Uint8Array): unknown => {
  try {
    return JSON.parse(typeof body === 'string' ? body : new TextDecoder().decode(body))
  } catch {
    return undefined
  }
}

const isEvent = (value: unknown): value is WebhookEvent =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'

const SENTENCES = {
  missing_webhook_headers: 'The request lacks webhook-id, webhook-timestamp or webhook-signature.',
  invalid_webhook_timestamp: 'The webhook-timestamp is more than five minutes away from the time of this server.',
  invalid_webhook_signature: 'No signature of the request fits its body, its headers and the secret.',
  invalid_webhook_body: 'The body of the request is signed, and is no event.',
} as const satisfies Partial<Record<ClientErrorCode, string>>

const failed = (code: keyof typeof SENTENCES): WebhookVerificationError =>
  new WebhookVerificationError({ code, message: SENTENCES[code], source: 'client' })
