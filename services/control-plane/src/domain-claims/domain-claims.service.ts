import { fault } from '@1relay/faults'
import type { AdminAudit } from '../audit/index.js'
import type { Acting } from '../edge/index.js'
import type { MemberRole, Transact } from '../workspaces/index.js'
import type { ClaimedDomain, PostgresDomainStore } from './domain-store.postgres.js'
import { domainOfEmail, normaliseDomain } from './mail-domain.js'

export interface DomainClaimsParts {
  store: PostgresDomainStore
  /** Undefined for whoever is no member. */
  findRole: (workspaceId: string, accountId: string) => Promise<MemberRole | undefined>
  isPublic: (domain: string) => boolean
  audit: Pick<AdminAudit, 'record'>
  transact: Transact
  clock: () => Date
}

/** The admin who claims. */
export interface Claimant {
  readonly email: string
  readonly isEmailProved: boolean
}

/** Which e-mail domains belong to which workspace. */
export class DomainClaims {
  readonly #parts: DomainClaimsParts

  constructor(parts: DomainClaimsParts) {
    this.#parts = parts
  }

  /** By name. */
  list(workspaceId: string): Promise<ClaimedDomain[]> {
    return this.#parts.store.list(workspaceId)
  }

  /** Claiming twice is the same as once. Fails with `domain_not_claimable`, `email_unproved` or `domain_claimed`. */
  async claim(acting: Acting, written: string, { email, isEmailProved }: Claimant): Promise<ClaimedDomain> {
    const { store, isPublic, audit, transact, clock } = this.#parts
    const { workspaceId, actor } = acting
    const domain = normaliseDomain(written)
    if (domain === undefined || domain !== domainOfEmail(email) || isPublic(domain))
      throw fault('domain_not_claimable', 'a public domain, or not the one of the claimant')
    if (!isEmailProved) throw fault('email_unproved', 'a claim by an address that is not proved')
    return transact(async (tx) => {
      const at = clock()
      const isNew = await store.add(tx, { domain, workspaceId, by: actor.id, at })
      if (isNew) await audit.record({ ...acting, action: 'domain.claimed', subject: subjectOf(domain) }, tx)
      const claimed = await store.find(domain, tx)
      if (claimed?.workspaceId !== workspaceId) throw fault('domain_claimed', 'claimed by another workspace')
      return claimed
    })
  }

  /** Fails with `not_found`. */
  async release(acting: Acting, written: string): Promise<void> {
    const { store, audit, transact } = this.#parts
    const domain = normaliseDomain(written) ?? written
    await transact(async (tx) => {
      if (!(await store.remove(tx, acting.workspaceId, domain))) throw fault('not_found', 'no domain of this workspace')
      await audit.record({ ...acting, action: 'domain.released', subject: subjectOf(domain) }, tx)
    })
  }

  /** Fails with `domain_claimed` for an address of a claimed domain, unless it is the one of an admin of that workspace. */
  async assertMayFound({ accountId, email }: { accountId: string; email: string }): Promise<void> {
    const domain = domainOfEmail(email)
    const claimed = domain === undefined ? undefined : await this.#parts.store.find(domain)
    if (claimed === undefined) return
    const role = await this.#parts.findRole(claimed.workspaceId, accountId)
    if (role !== 'admin') throw fault('domain_claimed', 'a workspace beside the one of this domain')
  }
}

const subjectOf = (domain: string) => ({ type: 'domain', id: domain, label: domain })
