import type { Budget, GrantLimits } from '@1relay/contracts'
import { fault, invalidField } from '@1relay/faults'
import {
  type Additions,
  checkBudgets,
  checkCredentials,
  extendGrant,
  type Grants,
  labelsOf,
  type SealedInput,
  statusAt,
} from '../grants/index.js'
import type { LinkSession } from './link-session.js'
import type { LinkSessionStore } from './link-session-store.port.js'
import type { LinkTokens } from './link-tokens.service.js'

// As many as a new grant may have.
const UPSTREAMS_MAX = 20

/** What the person's browser sends when they approve a change. Sealed under the seal half that the connection has. */
export interface UpdateApproval {
  readonly linkToken: string
  readonly credentials: readonly SealedInput[]
  readonly budgets?: readonly Budget[]
  readonly limits?: GrantLimits
}

export interface LinkUpdatesParts {
  store: LinkSessionStore
  grants: Grants
  tokens: LinkTokens
  clock: () => Date
}

/** Changes connections by Link: the access token stays, so there is nothing to exchange. */
export class LinkUpdates {
  readonly #parts: LinkUpdatesParts

  constructor(parts: LinkUpdatesParts) {
    this.#parts = parts
  }

  /** Changes the connection and uses up the link token; gives the connection's id. */
  async update(accountId: string, approval: UpdateApproval): Promise<string> {
    const { grants, tokens } = this.#parts
    const { session } = await tokens.admit(approval.linkToken)
    const id = session.updatesGrantId
    if (id === null) throw invalidField('/linkToken', 'is of a session for a new connection')
    const grant = await grants.find(id)
    if (grant !== undefined && grant.ownerId !== accountId) throw fault('wrong_account', 'an update by another account')
    await this.#useOnce(session, () => this.#change(id, additionsOf(session, approval)))
    return id
  }

  // Claimed first, so that a link token changes a connection once; given back when the change could not be told to relays.
  async #useOnce(session: LinkSession, work: () => Promise<void>): Promise<void> {
    const { store, clock } = this.#parts
    if (!(await store.claim(session.id, clock()))) throw fault('link_session_used', 'updated twice')
    try {
      await work()
    } catch (error) {
      await store.release(session.id)
      throw error
    }
  }

  async #change(id: string, additions: Additions): Promise<void> {
    let isOver = true
    let isTooMuch = false
    await this.#parts.grants.change(id, (grant) => {
      isOver = statusAt(grant, this.#parts.clock()) !== 'active'
      const next = extendGrant(grant, additions)
      isTooMuch = next.providers.length > UPSTREAMS_MAX
      return isOver || isTooMuch ? undefined : next
    })
    if (isOver) throw fault('connection_ended', 'an update of no live grant')
    if (isTooMuch) throw invalidField('/credentials', 'would be too many')
  }
}

const additionsOf = ({ requestedProviders, models }: LinkSession, approval: UpdateApproval): Additions => ({
  credentials: checkCredentials(approval.credentials, requestedProviders),
  labels: labelsOf(approval.credentials),
  ...(models !== null && { models }),
  ...(approval.budgets && { budgets: checkBudgets(approval.budgets) }),
  ...(approval.limits && { limits: approval.limits }),
})
