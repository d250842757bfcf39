import { createHmac, randomBytes } from 'node:crypto'
import type { components, operations } from '@1relay/contracts'
import { completeToken, exchangeProof, parsePublicToken, parseToken } from '@1relay/vault'
import { type Api, dataOf } from './api.fetch.js'
import { InvalidRequestError, ServerError } from './errors.js'
import { assertId, type CallOptions } from './settings.js'

type SessionBody = operations['createLinkSession']['requestBody']['content']['application/json']
/** A session asks for providers, or it is about a connection that there is (`connectionId`), or both. */
export type LinkSessionParams = SessionBody &
  (Required<Pick<SessionBody, 'requestedProviders'>> | Required<Pick<SessionBody, 'connectionId'>>)
/** A session of Link as it stands: its status, what it asks for, and the connection that came of it, null until there is one. Times are ISO 8601. */
export type LinkSession = components['schemas']['LinkSession']

/** A session of Link that was just made. */
export interface CreatedLinkSession {
  /** For your page; opens Link once. */
  readonly linkToken: string
  readonly linkSessionId: string
  /** ISO 8601, UTC. */
  readonly expiresAt: string
}

// After a minute the server takes a repeated exchange for a theft and revokes the connection (protocol §4); ten seconds for the way there.
const REPEATABLE_FOR_MS = 50_000

/** What a public token was exchanged for. */
export interface Exchanged {
  /** Keep it on your server, encrypted, like a password: it is shown only now. */
  readonly accessToken: string
  readonly connectionId: string
}

/** From modal to access token (protocol §4). */
export class Link {
  readonly #api: Api
  // Makes the same exchange, asked for again by the same client, the same request; a thief's elsewhere stays another one and revokes the grant.
  readonly #idempotencySecret = randomBytes(32)

  constructor(api: Api) {
    this.#api = api
  }

  async create(params: LinkSessionParams, options?: CallOptions): Promise<CreatedLinkSession> {
    const request = { body: params, fetch: this.#api.via(options) }
    return dataOf(await this.#api.client.POST('/v1/link/sessions', request))
  }

  async get(linkSessionId: string, options?: CallOptions): Promise<LinkSession> {
    assertId(linkSessionId, 'linkSessionId')
    const request = { params: { path: { linkSessionId } }, fetch: this.#api.via(options) }
    return dataOf(await this.#api.client.GET('/v1/link/sessions/{linkSessionId}', request)).session
  }

  /** The blinded exchange: the seal half is used here, to prove it is held and to complete the token, and is sent nowhere. */
  async exchange(publicToken: string, options?: CallOptions): Promise<Exchanged> {
    const parsed = parsePublicToken(publicToken)
    if (!parsed.ok) throw notAPublicToken()
    const { id, seal } = parsed.token
    const proof = await exchangeProof({ seal, grantId: id })
    const header = {
      'Idempotency-Key': createHmac('sha256', this.#idempotencySecret).update(proof).digest('base64url'),
    }
    const request = { params: { header }, body: { id, proof }, fetch: this.#api.via(options, REPEATABLE_FOR_MS) }
    const { accessTokenStem, connectionId } = dataOf(await this.#api.client.POST('/v1/link/exchange', request))
    return { accessToken: complete(accessTokenStem, id, seal), connectionId }
  }
}

const complete = (stem: string | undefined, id: string, seal: string): string => {
  try {
    const accessToken = completeToken(stem ?? '', seal)
    const parsed = parseToken(accessToken)
    if (parsed.ok && parsed.token.prefix === '1r_at' && parsed.token.id === id) return accessToken
  } catch {
    // Falls through: what was thrown may describe the stem, which is half of a token.
  }
  const message = 'The exchange answered with something that is no stem of this access token.'
  throw new ServerError({ code: 'unexpected_answer', message, source: '1relay', status: 200 })
}

const notAPublicToken = (): InvalidRequestError =>
  new InvalidRequestError({
    code: 'invalid_public_token',
    message: 'This is not a whole 1r_pt_… token. Send what onSuccess gave to your page.',
    source: 'client',
  })
