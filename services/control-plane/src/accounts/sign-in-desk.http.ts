import type { Response } from 'express'
import { sessionCookieName } from '../edge/index.js'
import type { Account, SignedIn } from './accounts.service.js'
import { sessionCookie } from './session-cookie.js'

/** How a client wants its session: a cookie for browsers, a token for programs. */
export type SessionForm = 'cookie' | 'token'

export interface SignInDeskParts {
  publicOrigin: string
  hasVault: (accountId: string) => Promise<boolean>
}

/** Hands out sessions over HTTP: the one answer of every way to sign in. */
export class SignInDesk {
  readonly #parts: SignInDeskParts

  constructor(parts: SignInDeskParts) {
    this.#parts = parts
  }

  async answer(signedIn: SignedIn, form: SessionForm | undefined, response: Response): Promise<unknown> {
    const { sessionToken, expiresAt } = signedIn
    const answer = { account: await this.present(signedIn.account), expiresAt: expiresAt.toISOString() }
    if (form !== 'cookie') return { ...answer, sessionToken }
    const { publicOrigin } = this.#parts
    response.cookie(sessionCookieName(publicOrigin), sessionToken, sessionCookie(publicOrigin, expiresAt))
    return answer
  }

  forget(response: Response): void {
    const { publicOrigin } = this.#parts
    response.clearCookie(sessionCookieName(publicOrigin), sessionCookie(publicOrigin))
  }

  async present({ createdAt, ...account }: Account) {
    return { ...account, createdAt: createdAt.toISOString(), hasVault: await this.#parts.hasVault(account.id) }
  }
}
