import { randomBytes } from 'node:crypto'
import type { AuditEntry } from '@1relay/audit'
import type { EntityManager } from 'typeorm'
import { type Draft, inboxPlace, writeDrafts } from './drafts.js'
import type { MasterKeys } from './master-keys.js'

/** An entry and when it happened. */
export interface Happening {
  readonly at: Date
  readonly entry: AuditEntry
}

const draftOf = ({ at, entry }: Happening): Draft => ({
  at: at.toISOString(),
  nonce: randomBytes(16).toString('base64url'),
  ...entry,
})

/** Takes what is to be recorded, in the transaction of what it is about. */
export class AuditInbox {
  constructor(private readonly keys: MasterKeys) {}

  /** Keeps the happenings of one workspace, sealed, until they are appended to its chain. */
  async put(workspaceId: string, happenings: readonly Happening[], tx: EntityManager): Promise<void> {
    if (happenings.length === 0) return
    const text = writeDrafts(happenings.map(draftOf))
    const sealed = this.keys.sealOnce(text, inboxPlace(workspaceId), randomBytes(28))
    await tx.query('INSERT INTO audit_inbox (workspace_id, records, sealed) VALUES ($1, $2, $3)', [
      workspaceId,
      happenings.length,
      sealed,
    ])
  }
}
