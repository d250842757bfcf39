import type { DataSource, EntityManager } from 'typeorm'
import type { AdminAudit, AdminEntry } from '../audit/index.js'
import { inTransaction, lockFor } from '../database/index.js'
import type { Grant, Grants, StoredGrant } from '../grants/index.js'
import { IpConfirmationRow } from './ip-confirmation.row.js'
import type { Acquaintance, Holder, IpConfirmation, TrustedIp } from './trust.js'
import type { HolderWork, TrustedPage, TrustStore } from './trust-store.port.js'
import { TrustedIpRow } from './trusted-ip.row.js'

export interface TrustStoreParts {
  database: DataSource
  grants: Pick<Grants, 'changeWithin'>
  audit: Pick<AdminAudit, 'record'>
}

/** Trusted addresses in PostgreSQL. */
export class PostgresTrustStore implements TrustStore {
  readonly #parts: TrustStoreParts

  constructor(parts: TrustStoreParts) {
    this.#parts = parts
  }

  forHolder<T>(holder: Holder, work: (holder: HolderWork) => Promise<T>): Promise<T> {
    return inTransaction(this.#parts.database, async (tx) => {
      // By mailbox, not by workspace: how many mails it gets counts over all of them.
      await lockFor(tx, `trusted-ips:${holder.email}`)
      return work(new PostgresHolderWork(holder, tx, this.#parts))
    })
  }

  acquaintance(holder: Holder): Promise<Acquaintance> {
    return acquaintanceOf(holder, this.#parts.database.manager)
  }

  async findConfirmation(id: string): Promise<IpConfirmation | undefined> {
    return (await this.#parts.database.manager.findOneBy(IpConfirmationRow, { id })) ?? undefined
  }

  async markMailed(id: string, at: Date): Promise<void> {
    await this.#parts.database.manager.update(IpConfirmationRow, { id }, { mailedAt: at })
  }

  async dropConfirmation(id: string): Promise<void> {
    await this.#parts.database.manager.delete(IpConfirmationRow, { id })
  }

  async find(workspaceId: string, id: string): Promise<TrustedIp | undefined> {
    return (await this.#parts.database.manager.findOneBy(TrustedIpRow, { workspaceId, id })) ?? undefined
  }

  async list(
    workspaceId: string,
    holderEmail: string | undefined,
    { after, limit }: TrustedPage,
  ): Promise<TrustedIp[]> {
    const query = this.#parts.database.getRepository(TrustedIpRow).createQueryBuilder('t')
    query.where('t.workspace_id = :workspaceId AND t.revoked_at IS NULL', { workspaceId })
    if (holderEmail !== undefined) query.andWhere('t.holder_email = :holderEmail', { holderEmail })
    if (after !== undefined) query.andWhere('(t.trusted_at, t.id) < (:createdAt, :id)', after)
    return query.orderBy('t.trustedAt', 'DESC').addOrderBy('t.id', 'DESC').limit(limit).getMany()
  }
}

class PostgresHolderWork implements HolderWork {
  constructor(
    private readonly holder: Holder,
    private readonly tx: EntityManager,
    private readonly parts: TrustStoreParts,
  ) {}

  acquaintance(): Promise<Acquaintance> {
    return acquaintanceOf(this.holder, this.tx)
  }

  async findConfirmation(id: string): Promise<IpConfirmation | undefined> {
    return (await this.tx.findOneBy(IpConfirmationRow, { id })) ?? undefined
  }

  async saveTrusted(trusted: TrustedIp): Promise<void> {
    const { workspaceId, holderEmail, network } = trusted
    const { affected } = await this.tx.update(TrustedIpRow, { workspaceId, holderEmail, network }, { ...trusted })
    if (affected === 0) await this.tx.insert(TrustedIpRow, { ...trusted })
  }

  async saveConfirmation(confirmation: IpConfirmation): Promise<void> {
    const { id, workspaceId, holderEmail, network } = confirmation
    await this.tx.delete(IpConfirmationRow, { workspaceId, holderEmail, network, state: 'open' as const })
    await this.tx.delete(IpConfirmationRow, { id })
    await this.tx.insert(IpConfirmationRow, { ...confirmation })
  }

  async spread(networks: readonly string[]): Promise<StoredGrant[]> {
    const { workspaceId, email } = this.holder
    const sql = `
      SELECT k.grant_id FROM disposable_keys k JOIN grants g ON g.id = k.grant_id
      WHERE k.workspace_id = $1 AND k.holder_email = $2 AND g.state = 'active' AND g.network ->> 'mode' = 'confirm'`
    const rows = await this.tx.query<{ grant_id: string }[]>(sql, [workspaceId, email])
    const ids = rows.map((row) => row.grant_id)
    return this.parts.grants.changeWithin(this.tx, ids, (grant) => withNetworks(grant, networks))
  }

  record(entry: AdminEntry): Promise<void> {
    return this.parts.audit.record(entry, this.tx)
  }
}

const withNetworks = (grant: Grant, networks: readonly string[]): Grant | undefined => {
  const { network, state, version } = grant
  if (network?.mode !== 'confirm' || state !== 'active' || network.cidrs.join() === networks.join()) return undefined
  return { ...grant, version: version + 1, network: { mode: 'confirm', cidrs: [...networks] } }
}

const acquaintanceOf = async ({ workspaceId, email }: Holder, manager: EntityManager): Promise<Acquaintance> => {
  // One after the other: a transaction has one connection.
  const trusted = await manager.findBy(TrustedIpRow, { workspaceId, holderEmail: email })
  const asked = await manager.findBy(IpConfirmationRow, { holderEmail: email })
  return { trusted, asked }
}
