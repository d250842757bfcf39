import { hash } from 'node:crypto'
import { fault } from '@1relay/faults'
import { accessTokenStem, makeHalf } from '@1relay/vault'
import { checkCredentials, type Grants, makeGrant, type SealedInput } from '../grants/index.js'
import { type CheckCall, checkCallOf } from './check-call.js'

const CHECK_MS = 60_000
const CHECKS_MAX = 20

export interface KeyCheck {
  readonly id: string
  readonly tokenStem: string
  readonly expiresAt: Date
  readonly call: CheckCall
}

/** Issues and ends key checks. */
export class KeyChecks {
  constructor(
    private readonly grants: Grants,
    private readonly clock: () => Date,
  ) {}

  /** A grant for one call within a minute, and the stem of its token, which exists nowhere else. */
  async create(accountId: string, { id, credential }: { id: string; credential: SealedInput }): Promise<KeyCheck> {
    const credentials = checkCredentials([credential])
    const call = checkCallOf(credential.provider)
    if (call === undefined) throw fault('provider_unknown', 'a check of no provider')
    const [auth, now] = [makeHalf(), this.clock()]
    const expiresAt = new Date(now.getTime() + CHECK_MS)
    const grant = makeGrant({
      id,
      kind: 'check',
      prefix: '1r_bt',
      ownerId: accountId,
      appId: null,
      name: 'Key check',
      verifier: hash('sha256', auth, 'base64url'),
      scope: { methods: ['GET'], paths: [call.upstreamPath] },
      limits: { requestsPerMinute: 1, concurrentRequests: 1 },
      budgets: [],
      credentials,
      ownerEnvelope: null,
      expiresAt,
      userReference: null,
      exchange: null,
      createdAt: now,
    })
    const outcome = await this.grants.add(grant, CHECKS_MAX)
    if (outcome === 'exists') throw fault('grant_exists', 'a key check with a known id')
    if (outcome === 'too_many') throw fault('too_many', `${CHECKS_MAX} key checks within a minute`)
    return { id, tokenStem: accessTokenStem({ prefix: '1r_bt', id, auth }), expiresAt, call }
  }

  /** Ends a check. One that is over already stays so. */
  async end(accountId: string, id: string): Promise<void> {
    const grant = await this.grants.find(id)
    if (grant?.kind !== 'check' || grant.ownerId !== accountId) throw fault('not_found', 'no such key check')
    await this.grants.revoke(id)
  }
}
