import { hash, timingSafeEqual } from 'node:crypto'
import { type Budget, findProvider, type GrantLimits } from '@1relay/contracts'
import { type Fault, fault } from '@1relay/faults'
import { formatToken, makeHalf, makeId, parseToken } from '@1relay/vault'
import type { App } from '../apps/index.js'
import {
  checkBudgets,
  checkCredentials,
  type Grant,
  type Grants,
  isSealedShape,
  labelsOf,
  makeGrant,
  type SealedInput,
} from '../grants/index.js'
import {
  isExpired,
  LINK_TOKEN_MS,
  type LinkSession,
  type LinkSessionStatus,
  linkStatusAt,
  PUBLIC_TOKEN_MS,
} from './link-session.js'
import type { LinkSessionStore } from './link-session-store.port.js'

// The owner envelope wraps the 43 characters of a seal half.
const SEAL_HALF_BYTES = 43

/** What an app asks for. */
export interface LinkRequest {
  readonly requestedProviders: readonly string[]
  readonly budgetSuggestionCents?: number
  readonly requestsPerMinuteSuggestion?: number
  readonly models?: readonly string[]
  readonly userReference?: string
}

/** What the person's browser sends when they approve. */
export interface Approval {
  readonly linkToken: string
  readonly credentials: readonly SealedInput[]
  readonly ownerEnvelope: { readonly iv: string; readonly ciphertext: string }
  readonly proofHash: string
  readonly budgets: readonly Budget[]
  readonly limits?: GrantLimits
}

export interface LinkParts {
  store: LinkSessionStore
  grants: Grants
  /** Undeleted apps only. */
  findApp: (appId: string) => Promise<App | undefined>
  clock: () => Date
}

/** From an app's question to a grant that waits to be exchanged (protocol §4, steps 1 to 3). */
export class Link {
  readonly #store: LinkSessionStore
  readonly #grants: Grants
  readonly #findApp: LinkParts['findApp']
  readonly #clock: () => Date

  constructor({ store, grants, findApp, clock }: LinkParts) {
    this.#store = store
    this.#grants = grants
    this.#findApp = findApp
    this.#clock = clock
  }

  /** A new session and its link token, which exists nowhere else. */
  async createSession(appId: string, asked: LinkRequest): Promise<{ session: LinkSession; linkToken: string }> {
    const unknown = asked.requestedProviders.findIndex((slug) => findProvider(slug) === undefined)
    if (unknown !== -1) {
      const details = [{ field: `/requestedProviders/${unknown}`, problem: 'is no provider' }]
      throw fault('provider_unknown', 'a Link session for no provider', { details })
    }
    const [id, auth, now] = [makeId(), makeHalf(), this.#clock()]
    const session: LinkSession = {
      id,
      appId,
      verifier: hash('sha256', auth, 'base64url'),
      grantId: makeId(),
      requestedProviders: asked.requestedProviders,
      budgetSuggestionCents: asked.budgetSuggestionCents ?? null,
      requestsPerMinuteSuggestion: asked.requestsPerMinuteSuggestion ?? null,
      models: asked.models ?? null,
      userReference: asked.userReference ?? null,
      createdAt: now,
      expiresAt: new Date(now.getTime() + LINK_TOKEN_MS),
      openedAt: null,
    }
    await this.#store.insert(session)
    return { session, linkToken: formatToken({ prefix: '1r_lt', id, auth }) }
  }

  /** A session of this app, with its status and the grant that came of it. */
  async getSession(
    appId: string,
    id: string,
  ): Promise<{ session: LinkSession; status: LinkSessionStatus; grant: Grant | undefined }> {
    const session = await this.#store.find(id)
    if (session === undefined || session.appId !== appId) throw fault('not_found', 'no such session of this app')
    const grant = await this.#grantOf(session)
    const facts = grant && { exchangedAt: grant.exchange?.exchangedAt ?? null }
    return { session, status: linkStatusAt(session, facts, this.#clock()), grant }
  }

  /** Who asks for what. Opening again, as a reloaded page does, is allowed until it is used up. */
  async open(linkToken: string): Promise<{ session: LinkSession; app: App }> {
    const found = await this.#admit(linkToken)
    await this.#store.markOpened(found.session.id, this.#clock())
    return found
  }

  /** The person approves: makes the grant, and uses up the link token. */
  async authorize(accountId: string, approval: Approval): Promise<{ grant: Grant; publicTokenExpiresAt: Date }> {
    const { session, app } = await this.#admit(approval.linkToken)
    const credentials = checkCredentials(approval.credentials, session.requestedProviders)
    const budgets = checkBudgets(approval.budgets)
    checkEnvelope(approval)
    const now = this.#clock()
    const until = new Date(now.getTime() + PUBLIC_TOKEN_MS)
    const grant = makeGrant({
      id: session.grantId,
      kind: 'link',
      prefix: '1r_at',
      accountId,
      appId: app.id,
      name: app.name,
      verifier: null,
      scope: session.models === null ? {} : { models: [...session.models] },
      limits: approval.limits ?? {},
      budgets,
      credentials,
      labels: labelsOf(approval.credentials),
      ownerEnvelope: approval.ownerEnvelope,
      expiresAt: null,
      userReference: session.userReference,
      exchange: { proofHash: approval.proofHash, until, exchangedAt: null, repeatKey: null },
      createdAt: now,
    })
    // The id was reserved for this session alone, so its primary key is what makes the link token single use.
    if ((await this.#grants.add(grant)) === 'exists') throw fault('link_session_used', 'authorized twice')
    return { grant, publicTokenExpiresAt: until }
  }

  /** The origins that may frame the Link page of this session; undefined if there is none, or its app is gone. An expired one still has them. */
  async findFrameOrigins(id: string): Promise<readonly string[] | undefined> {
    const session = await this.#store.find(id)
    if (session === undefined) return undefined
    return (await this.#findApp(session.appId))?.origins
  }

  /** Ends the session of a leaked link token. */
  async revokeLinkToken({ id, auth }: { id: string; auth: string }): Promise<void> {
    const session = await this.#store.find(id)
    if (session !== undefined && isVerified(auth, session.verifier)) await this.#store.expire(id, this.#clock())
  }

  async #admit(linkToken: string): Promise<{ session: LinkSession; app: App }> {
    const parsed = parseToken(linkToken)
    if (!parsed.ok || parsed.token.prefix !== '1r_lt') throw fault('invalid_token', 'not a link token')
    const session = await this.#store.find(parsed.token.id)
    if (session === undefined || !isVerified(parsed.token.auth, session.verifier)) {
      throw fault('invalid_token', 'no session of this link token')
    }
    if ((await this.#grants.find(session.grantId)) !== undefined) throw fault('link_session_used', 'used before')
    const app = await this.#findApp(session.appId)
    if (isExpired(session, this.#clock()) || app === undefined)
      throw fault('link_session_expired', 'half an hour is over')
    return { session, app }
  }

  async #grantOf(session: LinkSession): Promise<Grant | undefined> {
    const grant = await this.#grants.find(session.grantId)
    return grant?.appId === session.appId ? grant : undefined
  }
}

const isVerified = (auth: string, verifier: string): boolean =>
  timingSafeEqual(hash('sha256', auth, 'buffer'), Buffer.from(verifier, 'base64url'))

const checkEnvelope = ({ ownerEnvelope, proofHash }: Approval): void => {
  if (!isSealedShape(ownerEnvelope, SEAL_HALF_BYTES)) throw invalid('/ownerEnvelope', 'does not wrap a seal half')
  if (Buffer.from(proofHash, 'base64url').toString('base64url') !== proofHash)
    throw invalid('/proofHash', 'is no digest')
}

const invalid = (field: string, problem: string): Fault =>
  fault('invalid_request', `${field} ${problem}`, { details: [{ field, problem }] })
