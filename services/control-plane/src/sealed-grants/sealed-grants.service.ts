import { fault } from '@1relay/faults'
import {
  cutPage,
  type Grant,
  type Grants,
  type GrantStatus,
  type HeldKey,
  isSealedShape,
  placeOf,
  resealGrant,
  statusAt,
} from '../grants/index.js'

// A fraction of the pool: others want to be served meanwhile.
const AT_ONCE = 5

export interface SealedGrant {
  readonly grant: Grant
  readonly status: GrantStatus
  readonly ownerEnvelope: NonNullable<Grant['ownerEnvelope']>
}

/** A new sealed credential for a grant as the browser saw it. */
export interface Reseal {
  readonly grantId: string
  readonly version: number
  readonly iv: string
  readonly ciphertext: string
}

export interface Resealed {
  readonly grantId: string
  readonly outcome: 'resealed' | 'changed' | 'ended' | 'not_found'
  /** The version that it has now; null for what is not there. */
  readonly version: number | null
}

/** Everything of a person that a key of theirs is sealed into. */
export class SealedGrants {
  constructor(
    private readonly grants: Grants,
    private readonly clock: () => Date,
  ) {}

  /** A page of the live grants that hold this key, newest first. */
  async list(
    accountId: string,
    key: HeldKey,
    { cursor, pageSize }: { cursor?: string; pageSize: number },
  ): Promise<{ grants: SealedGrant[]; nextCursor: string | null }> {
    const found = await this.grants.listHolding(accountId, key, { limit: pageSize + 1, ...placeOf(cursor) })
    const { shown, nextCursor } = cutPage(found, pageSize)
    return { grants: shown.flatMap((grant) => this.#seen(grant) ?? []), nextCursor }
  }

  async get(accountId: string, id: string): Promise<SealedGrant> {
    const grant = await this.#findTheirs(accountId, id)
    const seen = grant && this.#seen(grant)
    if (seen === undefined || (seen.status !== 'active' && seen.status !== 'pending')) {
      throw fault('not_found', 'no live grant of this account')
    }
    return seen
  }

  /** Puts the new credentials in place, each by itself, and answers in the order of the request. Rejects while relays cannot be told. */
  async reseal(accountId: string, key: HeldKey, reseals: readonly Reseal[]): Promise<Resealed[]> {
    const wrong = reseals.findIndex((reseal) => !isSealedShape(reseal))
    if (wrong !== -1) {
      const details = [{ field: `/grants/${wrong}/ciphertext`, problem: 'is not a sealed credential' }]
      throw fault('invalid_request', 'a reseal that is no ciphertext', { details })
    }
    const results: Resealed[] = []
    for (let i = 0; i < reseals.length; i += AT_ONCE) {
      const some = reseals.slice(i, i + AT_ONCE)
      results.push(...(await Promise.all(some.map((reseal) => this.#resealOne(accountId, key, reseal)))))
    }
    return results
  }

  /** Ends every connection and bot token, and counts those that had not ended before. */
  async revokeAll(accountId: string): Promise<{ connections: number; botTokens: number }> {
    const kinds = await this.grants.revokeGrantsOfOwner(accountId)
    const count = (kind: Grant['kind']): number => kinds.filter((one) => one === kind).length
    return { connections: count('link'), botTokens: count('bot') }
  }

  async #resealOne(accountId: string, key: HeldKey, { grantId, version, iv, ciphertext }: Reseal): Promise<Resealed> {
    const { upstream, label } = key
    const nothing = { grantId, outcome: 'not_found', version: null } as const
    let result: Resealed = nothing
    if ((await this.#findTheirs(accountId, grantId)) === undefined) return nothing
    await this.grants.change(grantId, (grant) => {
      const credential = { custody: 'token', upstream, iv, ciphertext } as const
      const { outcome, grant: next } = resealGrant(grant, { version, credential, label }, this.clock())
      result = outcome === 'absent' ? nothing : { grantId, outcome, version: (next ?? grant).version }
      return next
    })
    return result
  }

  async #findTheirs(accountId: string, id: string): Promise<Grant | undefined> {
    const grant = await this.grants.find(id)
    return grant?.ownerId === accountId && grant.kind !== 'check' ? grant : undefined
  }

  #seen(grant: Grant): SealedGrant | undefined {
    const { ownerEnvelope } = grant
    return ownerEnvelope === null ? undefined : { grant, ownerEnvelope, status: statusAt(grant, this.clock()) }
  }
}
