import { randomBytes } from 'node:crypto'
import type { Request, Response } from 'express'

/** What this app knows of one browser. */
export interface Session {
  readonly accessToken: string
  readonly connectionId: string
}

const COOKIE = 'onerelay_example'
const MAX_AGE_MS = 24 * 60 * 60 * 1000
const SESSIONS_MAX = 10_000

/** Sessions of browsers, by a random id in a cookie that scripts cannot read. */
export class Sessions {
  readonly #byId = new Map<string, Session>()

  find(req: Request): Session | undefined {
    const id = idOf(req)
    return id === undefined ? undefined : this.#byId.get(id)
  }

  /** Always under a new id: one that was planted in the browser before is worth nothing. */
  start(req: Request, res: Response, session: Session): void {
    this.end(req, res)
    const oldest = this.#byId.keys().next().value
    if (this.#byId.size >= SESSIONS_MAX && oldest !== undefined) this.#byId.delete(oldest)
    const id = randomBytes(32).toString('base64url')
    this.#byId.set(id, session)
    res.cookie(COOKIE, id, { httpOnly: true, sameSite: 'strict', secure: req.secure, maxAge: MAX_AGE_MS })
  }

  end(req: Request, res: Response): void {
    const id = idOf(req)
    if (id !== undefined) this.#byId.delete(id)
    res.clearCookie(COOKIE)
  }
}

const idOf = (req: Request): string | undefined =>
  new RegExp(`(?:^|; )${COOKIE}=([A-Za-z0-9_-]{43})(?:;|$)`).exec(req.headers.cookie ?? '')?.[1]
