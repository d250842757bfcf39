import { fault } from '@1relay/faults'
import type { App } from '../apps/index.js'
import type { AccountPrincipal, AppPrincipal } from '../edge/index.js'
import {
  cutPage,
  type Grant,
  type Grants,
  type GrantStatus,
  placeOf,
  presentBudgets,
  type SpentBudget,
  statusAt,
  type Terms,
} from '../grants/index.js'

/** Who may ask for connections. */
export type Party = AccountPrincipal | AppPrincipal

/** A connection as its person or its app may see it. */
export interface Connection {
  readonly grant: Grant
  readonly status: GrantStatus
  readonly app: App
  readonly budgets: readonly SpentBudget[]
  /** The app's own word for its user: not for the person. */
  readonly userReference: string | null
}

export interface ConnectionsParts {
  grants: Grants
  /** Deleted apps too. */
  findApps: (appIds: readonly string[]) => Promise<ReadonlyMap<string, App>>
  clock: () => Date
}

export interface ConnectionsPage {
  readonly cursor?: string
  readonly pageSize: number
  readonly status?: GrantStatus
}

/** Lists, changes and ends connections. */
export class Connections {
  readonly #grants: Grants
  readonly #findApps: ConnectionsParts['findApps']
  readonly #clock: () => Date

  constructor({ grants, findApps, clock }: ConnectionsParts) {
    this.#grants = grants
    this.#findApps = findApps
    this.#clock = clock
  }

  async list(
    party: Party,
    { cursor, pageSize, status }: ConnectionsPage,
  ): Promise<{ connections: Connection[]; nextCursor: string | null }> {
    const owner = party.kind === 'app' ? { appId: party.appId } : { ownerId: party.accountId }
    const filter = { kind: 'link', owner, ...(status && { status }) } as const
    // One more than asked for tells whether there is a next page.
    const found = await this.#grants.list(filter, { limit: pageSize + 1, ...placeOf(cursor) })
    const { shown, nextCursor } = cutPage(found, pageSize)
    return { connections: await this.#present(party, shown), nextCursor }
  }

  async get(party: Party, id: string): Promise<Connection> {
    return this.#one(party, await this.#find(party, id))
  }

  /** New budgets or limits, in force at the next request. */
  async change(party: AccountPrincipal, id: string, terms: Terms): Promise<Connection> {
    await this.#find(party, id)
    return this.#one(party, await this.#grants.changeTerms(id, terms))
  }

  async revoke(party: Party, id: string): Promise<void> {
    await this.#find(party, id)
    await this.#grants.revoke(id)
  }

  async #find(party: Party, id: string): Promise<Grant> {
    const grant = await this.#grants.find(id)
    const isTheirs = party.kind === 'app' ? grant?.appId === party.appId : grant?.ownerId === party.accountId
    if (grant?.kind !== 'link' || !isTheirs) throw fault('not_found', 'no such connection of this party')
    return grant
  }

  async #one(party: Party, grant: Grant): Promise<Connection> {
    const [connection] = await this.#present(party, [grant])
    if (connection === undefined) throw fault('not_found', 'a connection without an app')
    return connection
  }

  async #present(party: Party, grants: readonly Grant[]): Promise<Connection[]> {
    if (grants.length === 0) return []
    const now = this.#clock()
    const appIds = [...new Set(grants.flatMap((grant) => grant.appId ?? []))]
    const [apps, spend, held] = await Promise.all([
      this.#findApps(appIds),
      this.#grants.spendOf(grants),
      this.#grants.heldOf(grants),
    ])
    return grants.flatMap((grant) => {
      const [app, spent] = [apps.get(grant.appId ?? ''), spend.get(grant.id)]
      if (app === undefined || spent === undefined) return []
      const userReference = party.kind === 'app' ? grant.userReference : null
      const budgets = presentBudgets(grant, spent, now, held.get(grant.id))
      return [{ grant, status: statusAt(grant, now), app, budgets, userReference }]
    })
  }
}
