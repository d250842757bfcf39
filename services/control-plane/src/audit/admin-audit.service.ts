import type { AuditMetadata, AuditParty } from '@1relay/audit'
import type { EntityManager } from 'typeorm'
import type { AuditInbox } from './audit-inbox.postgres.js'

/** Something that somebody changed in a workspace. Never secrets, in any field. */
export interface AdminEntry {
  readonly workspaceId: string
  readonly actor: AuditParty
  /** `noun.verb`, as in `protected_key.created`. */
  readonly action: string
  readonly subject: AuditParty
  readonly metadata?: AuditMetadata
  readonly ip?: string
  readonly userAgent?: string
}

const LABEL_MAX = 300
const USER_AGENT_MAX = 500
const VALUE_MAX = 1000
const LIST_MAX = 100
const NAMES_MAX = 50

const clean = (text: string, lengthMax: number): string => text.slice(0, lengthMax).toWellFormed()
const cleanParty = ({ type, id, label }: AuditParty): AuditParty => ({
  type: clean(type, LABEL_MAX),
  id: clean(id, LABEL_MAX),
  label: clean(label, LABEL_MAX),
})
const cleanValue = (value: AuditMetadata[string]): AuditMetadata[string] => {
  if (typeof value === 'string') return clean(value, VALUE_MAX)
  return value instanceof Array ? value.slice(0, LIST_MAX).map((one) => clean(one, LABEL_MAX)) : value
}
const cleanMetadata = (metadata: AuditMetadata): AuditMetadata => {
  const values = Object.entries(metadata).slice(0, NAMES_MAX)
  return Object.fromEntries(values.map(([name, value]) => [clean(name, LABEL_MAX), cleanValue(value)]))
}

/** The record of what admins, tokens and the system itself changed. */
export class AdminAudit {
  constructor(
    private readonly inbox: Pick<AuditInbox, 'put'>,
    private readonly clock: () => Date,
  ) {}

  /** Records a change in the transaction that makes it, so that neither exists without the other. */
  async record(entry: AdminEntry, tx: EntityManager): Promise<void> {
    const { workspaceId, actor, action, subject, metadata = {}, ip, userAgent } = entry
    const act = {
      actor: cleanParty(actor),
      action: clean(action, LABEL_MAX),
      subject: cleanParty(subject),
      metadata: cleanMetadata(metadata),
      ip: ip === undefined ? null : clean(ip, LABEL_MAX),
      userAgent: userAgent === undefined ? null : clean(userAgent, USER_AGENT_MAX),
    }
    await this.inbox.put(workspaceId, [{ at: this.clock(), entry: { kind: 'admin', act } }], tx)
  }
}
