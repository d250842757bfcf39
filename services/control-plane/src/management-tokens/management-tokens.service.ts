import { hash, timingSafeEqual } from 'node:crypto'
import { fault, invalidField } from '@1relay/faults'
import { formatToken, makeHalf, makeId, parseToken } from '@1relay/vault'
import type { AdminEntry } from '../audit/index.js'
import type { Acting, TokenUse } from '../edge/index.js'
import { cutPage, type Grants, placeOf } from '../grants/index.js'
import { judgeUse, type ManagementToken, standingAt } from './management-token.js'
import type { ManagementTokenStore } from './management-token-store.port.js'
import { checkOrder, type ManagementTokenOrder } from './token-order.js'

export interface ManagementTokensParts {
  store: ManagementTokenStore
  grants: Pick<Grants, 'announce'>
  /** Those of these protected keys that the workspace has. */
  findProtectedKeys: (workspaceId: string, ids: readonly string[]) => Promise<readonly string[]>
  clock: () => Date
}

const TOKENS_MAX = 100
const NOTED_EVERY_MS = 60_000

/** Makes, lists and ends management tokens, and says whose a shown one is. */
export class ManagementTokens {
  readonly #parts: ManagementTokensParts

  constructor(parts: ManagementTokensParts) {
    this.#parts = parts
  }

  /** The new token and its text, which exists nowhere else. */
  async create(
    acting: Acting,
    order: ManagementTokenOrder,
  ): Promise<{ managementToken: ManagementToken; token: string }> {
    const { store, findProtectedKeys, clock } = this.#parts
    const { workspaceId, actor } = acting
    const now = clock()
    const checked = checkOrder(order, now)
    const asked = checked.bounds?.connectionIds ?? []
    const known = await findProtectedKeys(workspaceId, asked)
    const stranger = asked.findIndex((id) => !known.includes(id))
    if (stranger !== -1)
      throw invalidField(`/bounds/connectionIds/${stranger}`, 'is no protected key of this workspace')
    const [id, auth] = [makeId(), makeHalf()]
    const made = { createdBy: actor, createdAt: now, lastUsedAt: null, revokedAt: null }
    const managementToken = { id, workspaceId, verifier: hash('sha256', auth, 'base64url'), ...checked, ...made }
    const entry = entryOf(acting, 'management_token.created', managementToken, metadataOf(managementToken))
    const outcome = await store.add(managementToken, TOKENS_MAX, entry)
    if (outcome === 'too_many') throw fault('too_many', `${TOKENS_MAX} management tokens that have not ended`)
    return { managementToken, token: formatToken({ prefix: 'rk_mgmt', id, auth }) }
  }

  async list(
    workspaceId: string,
    { cursor, pageSize }: { cursor?: string; pageSize: number },
  ): Promise<{ managementTokens: ManagementToken[]; nextCursor: string | null }> {
    const found = await this.#parts.store.list(workspaceId, { limit: pageSize + 1, ...placeOf(cursor) })
    const { shown, nextCursor } = cutPage(found, pageSize)
    return { managementTokens: shown, nextCursor }
  }

  /**
   * Ends it at once, and with `endsKeys` all keys that it minted as well; revoking twice is the same as once. Answers once relays know; with
   * `limits_unavailable`, when Redis is away, it is recorded, and asking again completes it.
   */
  async revoke(acting: Acting, id: string, endsKeys: boolean): Promise<void> {
    const { store, grants, clock } = this.#parts
    const token = await this.get(acting.workspaceId, id)
    const entry = entryOf(acting, 'management_token.revoked', token)
    const keysEntry = (keyIds: string[]): AdminEntry =>
      entryOf(acting, 'management_token.keys_revoked', token, { keys: keyIds.length, keyIds })
    await grants.announce(await store.revoke(token, { now: clock(), entry, ...(endsKeys && { keysEntry }) }))
  }

  /** Ends the token of a leaked text, whose holder is nobody in particular; gives what it was, undefined if it was none or had ended. */
  async endLeaked({
    id,
    auth,
  }: {
    id: string
    auth: string
  }): Promise<{ workspaceId: string; name: string } | undefined> {
    const { store, clock } = this.#parts
    const [token, now] = [await store.find(id), clock()]
    if (token === undefined || !proves(auth, token.verifier) || standingAt(token, now) !== 'active') return undefined
    const { workspaceId, name } = token
    const actor = { type: 'token_holder', id, label: 'Whoever held the token' }
    const entry = entryOf({ workspaceId, actor }, 'management_token.revoked', token, { reason: 'reported as leaked' })
    await store.revoke(token, { now, entry })
    return { workspaceId, name }
  }

  /** A token of this workspace, whether or not it has ended. */
  async get(workspaceId: string, id: string): Promise<ManagementToken> {
    const token = await this.#parts.store.findIn(workspaceId, id)
    if (token === undefined) throw fault('not_found', 'no such management token')
    return token
  }

  /** Records that the token asked for what it may not have; of a flood the first in a minute. */
  async noteDenial(
    acting: Acting,
    token: ManagementToken,
    metadata: NonNullable<AdminEntry['metadata']>,
  ): Promise<void> {
    const now = this.#parts.clock()
    const entry = entryOf(acting, 'management_token.denied', token, { role: token.role, ...metadata })
    await this.#parts.store.noteDenial(token.id, now, new Date(now.getTime() - NOTED_EVERY_MS), entry)
  }

  /**
   * The live token of this text; undefined if there is none. Fails with `network_not_allowed`, `method_not_allowed` or
   * `path_not_allowed` if it may not be used like this; the first such use in a minute is in the audit.
   */
  async authenticate(text: string, use: TokenUse): Promise<ManagementToken | undefined> {
    const parsed = parseToken(text)
    if (!parsed.ok || parsed.token.prefix !== 'rk_mgmt') return undefined
    const token = await this.#parts.store.find(parsed.token.id)
    const now = this.#parts.clock()
    if (token === undefined || !proves(parsed.token.auth, token.verifier)) return undefined
    if (standingAt(token, now) !== 'active') return undefined
    const verdict = judgeUse(token, use)
    if (verdict !== 'allowed') {
      const { method, path, ip } = use
      const actor = { type: 'management_token', id: token.id, label: token.name } as const
      const acting = { workspaceId: token.workspaceId, actor, ...(ip !== null && { ip }) }
      await this.noteDenial(acting, token, { reason: verdict, method, path })
      throw fault(verdict, `a management token of role ${token.role}`)
    }
    const since = new Date(now.getTime() - NOTED_EVERY_MS)
    if (token.lastUsedAt === null || token.lastUsedAt < since) await this.#parts.store.noteUse(token.id, now, since)
    return token
  }
}

const proves = (auth: string, verifier: string): boolean => {
  const [shown, known] = [hash('sha256', auth, 'buffer'), Buffer.from(verifier, 'base64url')]
  return shown.length === known.length && timingSafeEqual(shown, known)
}

const entryOf = (
  { workspaceId, actor, ip, userAgent }: Pick<AdminEntry, 'workspaceId' | 'actor' | 'ip' | 'userAgent'>,
  action: string,
  { id, name }: ManagementToken,
  metadata: NonNullable<AdminEntry['metadata']> = {},
): AdminEntry => ({
  workspaceId,
  actor,
  action,
  subject: { type: 'management_token', id, label: name },
  metadata,
  ...(ip !== undefined && { ip }),
  ...(userAgent !== undefined && { userAgent }),
})

const metadataOf = ({ role, expiresAt, cidrs, methods, paths, bounds }: ManagementToken) => ({
  role,
  expiresAt: expiresAt?.toISOString() ?? null,
  cidrs: [...(cidrs ?? [])],
  methods: [...(methods ?? [])],
  paths: [...(paths ?? [])],
  ...(bounds && {
    boundsConnectionIds: [...bounds.connectionIds],
    boundsMethods: [...bounds.methods],
    boundsPaths: [...bounds.paths],
    boundsTtlSecondsMax: bounds.ttlSecondsMax,
    boundsLiveKeysMax: bounds.liveKeysMax,
    boundsCidrs: [...(bounds.cidrs ?? [])],
  }),
})
