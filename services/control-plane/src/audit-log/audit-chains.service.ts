import type { AuditAnchor, AuditHead, HeadClaim } from '@1relay/audit'
import type { EntityManager } from 'typeorm'
import type { AdminAudit, ChainStates } from '../audit/index.js'
import type { Acting } from '../edge/index.js'
import { claimOf } from './head-claim.js'

export interface AuditChainsParts {
  chains: ChainStates & {
    setMailsHeads: (tx: EntityManager, workspaceId: string, mailsHeads: boolean) => Promise<boolean>
  }
  signHead: (claim: Omit<HeadClaim, 'v' | 'publicKey'>) => Promise<AuditHead>
  append: (workspaceId: string) => Promise<unknown>
  findRetention: (workspaceId: string) => Promise<number | undefined>
  audit: Pick<AdminAudit, 'record'>
  transact: (work: (tx: EntityManager) => Promise<void>) => Promise<void>
}

/** How far a chain reaches, what is kept of it, and who is told. */
export interface ChainStatus {
  readonly head: AuditHead | null
  readonly anchors: readonly AuditAnchor[]
  /** How many records are kept. */
  readonly records: number
  readonly retentionDays: number
  readonly mailsHeads: boolean
}

/** Chains as the people of a workspace see them. */
export class AuditChains {
  readonly #parts: AuditChainsParts

  constructor(parts: AuditChainsParts) {
    this.#parts = parts
  }

  async get(workspaceId: string): Promise<ChainStatus> {
    const { chains, signHead, append, findRetention } = this.#parts
    await append(workspaceId)
    const { head, anchors, kept, mailsHeads } = await chains.get(workspaceId)
    return {
      head: head === undefined ? null : await signHead(claimOf(workspaceId, head)),
      anchors,
      records: kept.reduce((sum, { firstSeq, lastSeq }) => sum + lastSeq - firstSeq + 1, 0),
      retentionDays: (await findRetention(workspaceId)) ?? 0,
      mailsHeads,
    }
  }

  /** Switches the daily mails on or off, which is in the audit itself. */
  async setMailsHeads(acting: Acting, mailsHeads: boolean): Promise<void> {
    const { chains, audit, transact } = this.#parts
    const { workspaceId } = acting
    await transact(async (tx) => {
      if (!(await chains.setMailsHeads(tx, workspaceId, mailsHeads))) return
      const subject = { type: 'audit', id: workspaceId, label: 'Audit' }
      await audit.record({ ...acting, action: 'audit_heads.changed', subject, metadata: { mailsHeads } }, tx)
    })
  }
}
