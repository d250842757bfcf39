import { hash, timingSafeEqual } from 'node:crypto'
import { parseToken, type Token } from '@1relay/vault'
import { type Grants, statusAt } from '../grants/index.js'
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
      case 'rk_mgmt':
        // No front door issues these yet, so none can be known.
        return
    }
  }

  async #endGrant({ id, prefix, auth }: Token): Promise<void> {
    const grant = await this.#parts.grants.find(id)
    if (grant?.verifier == null || grant.prefix !== prefix) return
    if (timingSafeEqual(hash('sha256', auth, 'buffer'), Buffer.from(grant.verifier, 'base64url'))) {
      const wasActive = statusAt(grant, this.#parts.clock()) === 'active'
      await this.#parts.grants.revoke(id)
      const { ownerId, kind, name } = grant
      // A key check is nobody's to look after; keys and relay users have no account to write to.
      if (wasActive && (kind === 'link' || kind === 'bot')) await this.#parts.tell(ownerId, id, { kind, name })
    }
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
