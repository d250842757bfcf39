import { hash, timingSafeEqual } from 'node:crypto'
import { exchangeProof, parsePublicToken, parseToken, proofHash, type PublicToken, type Token } from '@1relay/vault'
import { type Grant, type Grants, revokeGrant, statusAt } from '../grants/index.js'
import type { Leaked } from '../notices/index.js'

export interface LeakedTokensParts {
  grants: Grants
  /** Ends the session of this token, if there is one, and gives the account whose it was. */
  endSession: (sessionToken: string) => Promise<string | undefined>
  /** Ends this client secret, if there is one, and gives the app whose it was. */
  endClientSecret: (secret: {
    id: string
    auth: string
  }) => Promise<{ ownerAccountId: string; name: string } | undefined>
  /** Ends the Link session of this link token, if there is one. */
  endLinkSession: (linkToken: { id: string; auth: string }) => Promise<void>
  /** Ends the disposable key of this grant, if it had not ended, and gives the workspace whose it was. */
  endKey: (grantId: string) => Promise<{ workspaceId: string; name: string } | undefined>
  /** Ends this management token, if there is a live one, and gives the workspace whose it was. */
  endManagementToken: (token: {
    id: string
    auth: string
  }) => Promise<{ workspaceId: string; name: string } | undefined>
  /** Accounts of the workspace's admins. */
  findAdmins: (workspaceId: string) => Promise<readonly string[]>
  /** Tells the person whose token it was. */
  tell: (accountId: string, id: string, leaked: Leaked) => Promise<void>
  clock: () => Date
}

/** Ends what a leaked token stands for. */
export class LeakedTokens {
  readonly #parts: LeakedTokensParts

  constructor(parts: LeakedTokensParts) {
    this.#parts = parts
  }

  /** Does nothing, without saying so, for what is no token of ours or has another auth half. */
  async revoke(text: string): Promise<void> {
    const shown = parsePublicToken(text)
    if (shown.ok) return this.#endWaitingGrant(shown.token)
    const parsed = parseToken(text)
    if (!parsed.ok) return
    const { token } = parsed
    switch (token.prefix) {
      case '1r_at':
      case '1r_bt':
      case '1r_ut':
        return this.#endGrant(token)
      case '1r_st':
        return this.#endSession(text, token.id)
      case '1r_cs':
        return this.#endClientSecret(token)
      case '1r_lt':
        return this.#parts.endLinkSession(token)
      case 'rk_app':
      case 'rk_agent':
      case 'rk_person':
      case 'rk_vendor':
      case 'rk_proxy':
        return this.#endKey(token)
      case 'rk_mgmt':
        return this.#endManagementToken(token)
    }
  }

  async #endGrant(token: Token): Promise<void> {
    const grant = await this.#proved(token)
    if (grant === undefined) return
    await this.#parts.grants.revoke(grant.id)
    const { id, ownerId, kind, name } = grant
    // A key check is nobody's to look after; relay users have no account to write to.
    if (this.#isActive(grant) && (kind === 'link' || kind === 'bot'))
      await this.#parts.tell(ownerId, id, { kind, name })
  }

  /** After the exchange a public token stands for nothing: then nothing ends. */
  async #endWaitingGrant({ id, seal }: PublicToken): Promise<void> {
    const grant = await this.#parts.grants.find(id)
    if (grant?.state !== 'pending' || grant.exchange == null) return
    const shownHash = await proofHash(await exchangeProof({ seal, grantId: id }))
    if (!timingSafeEqual(Buffer.from(shownHash, 'base64url'), Buffer.from(grant.exchange.proofHash, 'base64url')))
      return
    await this.#parts.grants.change(id, (latest) =>
      latest.state === 'pending' ? revokeGrant(latest, this.#parts.clock()) : undefined,
    )
    await this.#parts.tell(grant.ownerId, id, { kind: 'link', name: grant.name })
  }

  async #endKey(token: Token): Promise<void> {
    const grant = await this.#proved(token)
    if (grant === undefined) return
    const ended = await this.#parts.endKey(grant.id)
    if (ended === undefined || !this.#isActive(grant)) return
    await this.#tellAdmins(grant.id, { kind: 'key', ...ended })
  }

  async #endManagementToken(token: Token): Promise<void> {
    const ended = await this.#parts.endManagementToken(token)
    if (ended !== undefined) await this.#tellAdmins(token.id, { kind: 'management_token', ...ended })
  }

  async #tellAdmins(id: string, leaked: Leaked & { readonly workspaceId: string }): Promise<void> {
    for (const accountId of await this.#parts.findAdmins(leaked.workspaceId)) {
      await this.#parts.tell(accountId, `${id}:${accountId}`, leaked)
    }
  }

  /** The grant that this token exercises; undefined for another auth half, or none. */
  async #proved({ id, prefix, auth }: Token): Promise<Grant | undefined> {
    const grant = await this.#parts.grants.find(id)
    if (grant?.verifier == null || grant.prefix !== prefix) return undefined
    const isRight = timingSafeEqual(hash('sha256', auth, 'buffer'), Buffer.from(grant.verifier, 'base64url'))
    return isRight ? grant : undefined
  }

  #isActive(grant: Grant): boolean {
    return statusAt(grant, this.#parts.clock()) === 'active'
  }

  async #endSession(text: string, id: string): Promise<void> {
    const accountId = await this.#parts.endSession(text)
    if (accountId !== undefined) await this.#parts.tell(accountId, id, { kind: 'session' })
  }

  async #endClientSecret(secret: Token): Promise<void> {
    const app = await this.#parts.endClientSecret(secret)
    if (app !== undefined)
      await this.#parts.tell(app.ownerAccountId, secret.id, { kind: 'client_secret', name: app.name })
  }
}
