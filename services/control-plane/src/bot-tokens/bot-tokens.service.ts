import { hash } from 'node:crypto'
import type { Budget, GrantLimits } from '@1relay/contracts'
import { fault, invalidField } from '@1relay/faults'
import { accessTokenStem, makeHalf } from '@1relay/vault'
import {
  checkBudgets,
  checkCredentials,
  cutPage,
  type Grant,
  type Grants,
  type GrantStatus,
  isSealedShape,
  labelsOf,
  makeGrant,
  placeOf,
  presentBudgets,
  type SealedInput,
  type SpentBudget,
  statusAt,
  type Terms,
} from '../grants/index.js'

const SEAL_HALF_BYTES = 43
const BOT_TOKENS_MAX = 500

/** What the browser sends for a new bot token. */
export interface BotTokenOrder {
  readonly id: string
  readonly name: string
  readonly credentials: readonly SealedInput[]
  readonly ownerEnvelope: { readonly iv: string; readonly ciphertext: string }
  readonly budgets: readonly Budget[]
  readonly limits?: GrantLimits
  readonly models?: readonly string[]
  /** ISO 8601. */
  readonly expiresAt?: string
}

export interface BotToken {
  readonly grant: Grant
  readonly status: GrantStatus
  readonly budgets: readonly SpentBudget[]
}

/** Issues, lists, changes and ends bot tokens. */
export class BotTokens {
  constructor(
    private readonly grants: Grants,
    private readonly clock: () => Date,
  ) {}

  /** The new bot token and the stem of its token, which exists nowhere else. */
  async create(accountId: string, order: BotTokenOrder): Promise<{ botToken: BotToken; tokenStem: string }> {
    const { id, name, ownerEnvelope, limits = {}, models } = order
    const [credentials, budgets] = [checkCredentials(order.credentials), checkBudgets(order.budgets)]
    if (!isSealedShape(ownerEnvelope, SEAL_HALF_BYTES))
      throw invalidField('/ownerEnvelope', 'does not wrap a seal half')
    const [auth, now] = [makeHalf(), this.clock()]
    const grant = makeGrant({
      id,
      kind: 'bot',
      prefix: '1r_bt',
      ownerId: accountId,
      appId: null,
      name,
      verifier: hash('sha256', auth, 'base64url'),
      scope: models === undefined ? {} : { models: [...models] },
      limits,
      budgets,
      credentials,
      labels: labelsOf(order.credentials),
      ownerEnvelope,
      expiresAt: expiryOf(order, now),
      userReference: null,
      exchange: null,
      createdAt: now,
    })
    const outcome = await this.grants.add(grant, BOT_TOKENS_MAX)
    if (outcome === 'exists') throw fault('grant_exists', 'a bot token with a known id')
    if (outcome === 'too_many') throw fault('too_many', `${BOT_TOKENS_MAX} unended bot tokens`)
    return { botToken: await this.#one(grant), tokenStem: accessTokenStem({ prefix: '1r_bt', id, auth }) }
  }

  async list(
    accountId: string,
    { cursor, pageSize, status }: { cursor?: string; pageSize: number; status?: GrantStatus },
  ): Promise<{ botTokens: BotToken[]; nextCursor: string | null }> {
    const filter = { kind: 'bot', owner: { ownerId: accountId }, ...(status && { status }) } as const
    const found = await this.grants.list(filter, { limit: pageSize + 1, ...placeOf(cursor) })
    const { shown, nextCursor } = cutPage(found, pageSize)
    return { botTokens: await this.#present(shown), nextCursor }
  }

  async get(accountId: string, id: string): Promise<BotToken> {
    return this.#one(await this.#find(accountId, id))
  }

  /** New budgets or limits, in force at the next request. */
  async change(accountId: string, id: string, terms: Terms): Promise<BotToken> {
    await this.#find(accountId, id)
    return this.#one(await this.grants.changeTerms(id, terms))
  }

  async revoke(accountId: string, id: string): Promise<void> {
    await this.#find(accountId, id)
    await this.grants.revoke(id)
  }

  async #find(accountId: string, id: string): Promise<Grant> {
    const grant = await this.grants.find(id)
    if (grant?.kind !== 'bot' || grant.ownerId !== accountId) throw fault('not_found', 'no such bot token')
    return grant
  }

  async #one(grant: Grant): Promise<BotToken> {
    const [botToken] = await this.#present([grant])
    if (botToken === undefined) throw fault('internal', 'a grant without its spend')
    return botToken
  }

  async #present(grants: readonly Grant[]): Promise<BotToken[]> {
    const [spend, held] = await Promise.all([this.grants.spendOf(grants), this.grants.heldOf(grants)])
    const now = this.clock()
    return grants.flatMap((grant) => {
      const [{ id }, spent] = [grant, spend.get(grant.id)]
      if (spent === undefined) return []
      return [{ grant, status: statusAt(grant, now), budgets: presentBudgets(grant, spent, now, held.get(id)) }]
    })
  }
}

const expiryOf = ({ expiresAt }: BotTokenOrder, now: Date): Date | null => {
  if (expiresAt === undefined) return null
  const date = new Date(expiresAt)
  const isUsable = date > now && date.getUTCFullYear() <= 9999
  if (!isUsable) throw invalidField('/expiresAt', 'is not a time to come')
  return date
}
