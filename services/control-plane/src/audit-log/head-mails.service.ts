import type { AuditHead, HeadClaim } from '@1relay/audit'
import type { PostOffice } from '../mail/index.js'
import type { DueHead } from './due-heads.postgres.js'
import { claimOf } from './head-claim.js'
import { headMail } from './head-mail.js'

/** Who is told where a chain stands. */
export interface HeadReaders {
  readonly workspaceName: string
  /** With mailboxes that are known to be theirs. */
  readonly admins: readonly { readonly accountId: string; readonly email: string }[]
}

export interface HeadMailsParts {
  heads: {
    find: (day: string, limit: number) => Promise<DueHead[]>
    markMailed: (workspaceId: string, day: string) => Promise<void>
  }
  signHead: (claim: Omit<HeadClaim, 'v' | 'publicKey'>) => Promise<AuditHead>
  /** Undefined if the workspace is gone. */
  findReaders: (workspaceId: string) => Promise<HeadReaders | undefined>
  post: Pick<PostOffice, 'send'>
  publicOrigin: string
}

/** Mails the heads of chains to admins once a day, so that they are somewhere that nobody who runs the installation can change. */
export class HeadMails {
  readonly #parts: HeadMailsParts

  constructor(parts: HeadMailsParts) {
    this.#parts = parts
  }

  /** Mails at most `limit` heads that are due; gives how many those were. */
  async send(now: Date, limit: number): Promise<number> {
    const day = now.toISOString().slice(0, 10)
    const due = await this.#parts.heads.find(day, limit)
    for (const head of due) {
      await this.#sendOne(head, day)
      await this.#parts.heads.markMailed(head.workspaceId, day)
    }
    return due.length
  }

  async #sendOne(due: DueHead, day: string): Promise<void> {
    const { findReaders, signHead, post, publicOrigin } = this.#parts
    const readers = await findReaders(due.workspaceId)
    if (readers === undefined) return
    const letter = headMail(await signHead(claimOf(due.workspaceId, due)), readers.workspaceName, publicOrigin)
    for (const { accountId, email } of readers.admins)
      // A round that is broken off begins again: nobody gets a second mail.
      await post.send({ to: email, letter, accountId, onceKey: `audit-head:${due.workspaceId}:${day}:${accountId}` })
  }
}
