import { hash } from 'node:crypto'
import type { Budget, GrantLimits } from '@1relay/contracts'
import { fault, invalidField } from '@1relay/faults'
import { formatToken, makeHalf, makeId } from '@1relay/vault'
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
  statusAt,
} from '../grants/index.js'
import { checkProviders, checkRedirect, type LinkRequest } from './link-request.js'
import {
  LINK_TOKEN_MS,
  type LinkSession,
  type LinkSessionStatus,
  linkStatusAt,
  PUBLIC_TOKEN_MS,
  targetOf,
} from './link-session.js'
import type { LinkSessionStore } from './link-session-store.port.js'
import type { LinkTokens } from './link-tokens.service.js'
import { isAllowedRedirect } from './redirect-uri.js'

// The owner envelope wraps the 43 characters of a seal half.
const SEAL_HALF_BYTES = 43

/** What the person's browser sends when they approve. */
export interface Approval {
  readonly linkToken: string
  readonly credentials: readonly SealedInput[]
  readonly ownerEnvelope: { readonly iv: string; readonly ciphertext: string }
  readonly proofHash: string
  readonly budgets: readonly Budget[]
  readonly limits?: GrantLimits
}

/** A session as its app or its developer may see it. */
export interface SeenSession {
  readonly session: LinkSession
  readonly status: LinkSessionStatus
  readonly connectionId: string | null
}

/** What the Link page shows. */
export interface OpenedSession {
  readonly session: LinkSession
  readonly app: App
  /** The grant that will be changed, in update mode. */
  readonly updates: Grant | undefined
}

export interface LinkParts {
  store: LinkSessionStore
  grants: Grants
  tokens: LinkTokens
  /** Undeleted apps only. */
  findApp: (appId: string) => Promise<App | undefined>
  clock: () => Date
}

/** From an app's question to a grant that waits to be exchanged (protocol §4, steps 1 to 3). */
export class Link {
  readonly #parts: LinkParts

  constructor(parts: LinkParts) {
    this.#parts = parts
  }

  /** A new session and its link token, which exists nowhere else. */
  async createSession(appId: string, asked: LinkRequest): Promise<{ session: LinkSession; linkToken: string }> {
    const { store, findApp, clock } = this.#parts
    const updates = asked.connectionId === undefined ? undefined : await this.#findLive(appId, asked.connectionId)
    const requestedProviders = checkProviders(asked, updates)
    const redirectUri = checkRedirect(asked, (await findApp(appId))?.origins ?? [])
    const [id, auth, now] = [makeId(), makeHalf(), clock()]
    const session: LinkSession = {
      id,
      appId,
      verifier: hash('sha256', auth, 'base64url'),
      grantId: makeId(),
      updatesGrantId: updates?.id ?? null,
      requestedProviders,
      budgetSuggestionCents: asked.budgetSuggestionCents ?? null,
      requestsPerMinuteSuggestion: asked.requestsPerMinuteSuggestion ?? null,
      models: asked.models ?? null,
      userReference: asked.userReference ?? updates?.userReference ?? null,
      redirectUri,
      state: asked.state ?? null,
      createdAt: now,
      expiresAt: new Date(now.getTime() + LINK_TOKEN_MS),
      openedAt: null,
      usedAt: null,
      events: [],
    }
    await store.insert(session)
    return { session, linkToken: formatToken({ prefix: '1r_lt', id, auth }) }
  }

  /** A session of this app. */
  async getSession(appId: string, id: string): Promise<SeenSession> {
    const session = await this.#parts.store.find(id)
    if (session === undefined || session.appId !== appId) throw fault('not_found', 'no such session of this app')
    const [seen] = await this.#see([session])
    if (seen === undefined) throw fault('internal', 'a session that nobody sees')
    return seen
  }

  /** Sessions of this app, newest first. */
  async listSessions(appId: string, page: Parameters<LinkSessionStore['listOfApp']>[1]): Promise<SeenSession[]> {
    return this.#see(await this.#parts.store.listOfApp(appId, page))
  }

  /** Who asks for what. Opening again, as a reloaded page does, is allowed until it is used up. */
  async open(linkToken: string): Promise<OpenedSession> {
    const { session, app } = await this.#parts.tokens.admit(linkToken)
    const { updatesGrantId, redirectUri } = session
    const updates = updatesGrantId === null ? undefined : await this.#findLive(session.appId, updatesGrantId)
    await this.#parts.store.markOpened(session.id, this.#parts.clock())
    // An origin that was taken off the list since then gets no public token.
    const isStillAllowed = redirectUri !== null && isAllowedRedirect(redirectUri, app.origins)
    return { session: { ...session, redirectUri: isStillAllowed ? redirectUri : null }, app, updates }
  }

  /** The person approves: makes the grant, and uses up the link token. */
  async authorize(accountId: string, approval: Approval): Promise<{ grant: Grant; publicTokenExpiresAt: Date }> {
    const { grants, tokens, clock } = this.#parts
    const { session, app } = await tokens.admit(approval.linkToken)
    if (session.updatesGrantId !== null) throw invalidField('/linkToken', 'is of a session that changes a connection')
    if (app.isTest && app.ownerAccountId !== accountId) throw fault('test_app', 'authorize by another account')
    const credentials = checkCredentials(approval.credentials, session.requestedProviders)
    const budgets = checkBudgets(approval.budgets)
    checkEnvelope(approval)
    const now = clock()
    const until = new Date(now.getTime() + PUBLIC_TOKEN_MS)
    const grant = makeGrant({
      id: session.grantId,
      kind: 'link',
      prefix: '1r_at',
      ownerId: accountId,
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
    if ((await grants.add(grant)) === 'exists') throw fault('link_session_used', 'authorized twice')
    return { grant, publicTokenExpiresAt: until }
  }

  /** The origins that may frame the Link page of this session; undefined if there is none, or its app is gone. An expired one still has them. */
  async findFrameOrigins(id: string): Promise<readonly string[] | undefined> {
    const session = await this.#parts.store.find(id)
    if (session === undefined) return undefined
    return (await this.#parts.findApp(session.appId))?.origins
  }

  async #findLive(appId: string, connectionId: string): Promise<Grant> {
    const grant = await this.#parts.grants.find(connectionId)
    if (grant?.kind !== 'link' || grant.appId !== appId) throw fault('not_found', 'no such connection of this app')
    if (statusAt(grant, this.#parts.clock()) !== 'active') throw fault('connection_ended', 'an update of no live grant')
    return grant
  }

  async #see(sessions: readonly LinkSession[]): Promise<SeenSession[]> {
    const grants = new Map(
      (await this.#parts.grants.findMany(sessions.map(targetOf))).map((grant) => [grant.id, grant]),
    )
    const now = this.#parts.clock()
    return sessions.map((session) => {
      const grant = grants.get(targetOf(session))
      const facts = grant && { exchangedAt: grant.exchange?.exchangedAt ?? null }
      return { session, status: linkStatusAt(session, facts, now), connectionId: grant?.id ?? null }
    })
  }
}

const checkEnvelope = ({ ownerEnvelope, proofHash }: Approval): void => {
  if (!isSealedShape(ownerEnvelope, SEAL_HALF_BYTES)) throw invalidField('/ownerEnvelope', 'does not wrap a seal half')
  if (Buffer.from(proofHash, 'base64url').toString('base64url') !== proofHash)
    throw invalidField('/proofHash', 'is no digest')
}
