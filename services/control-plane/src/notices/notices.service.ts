import type { Budget } from '@1relay/contracts'
import { bucketsAt, type Grant, type Grants, type Ledgers, resetsAt, type Spend } from '../grants/index.js'
import type { Letter, Posting } from '../mail/index.js'
import { markReached } from './budget-crossing.js'
import { budgetMail, type Subject } from './budget-mail.js'
import { type Leaked, leakMail } from './leak-mail.js'

export interface NoticesParts {
  grants: Pick<Grants, 'findMany' | 'spendOf'>
  ledgers: Pick<Ledgers, 'find' | 'spendOf'>
  /** Undefined if the account is gone. */
  findEmail: (accountId: string) => Promise<string | undefined>
  post: (posting: Posting) => Promise<void>
  publicOrigin: string
  clock: () => Date
}

interface Watched {
  readonly id: string
  readonly accountId: string
  readonly subject: Subject
  readonly budgets: readonly Budget[]
  readonly spend: Spend
}

type WatchedGrant = Grant & { readonly kind: 'link' | 'bot' }

// A check of a key lasts a minute and is nobody's to look after; keys and relay users have no account to write to.
const isWatched = (grant: Grant): grant is WatchedGrant =>
  grant.state === 'active' && (grant.kind === 'link' || grant.kind === 'bot')

const KNOWN_MAX = 10_000

/** Tells people by mail what they would want to know while they are not looking. */
export class Notices {
  readonly #parts: NoticesParts
  // What was told for certain, so that a busy grant over its mark costs no query an event. The outbox knows it for good.
  readonly #known = new Set<string>()

  constructor(parts: NoticesParts) {
    this.#parts = parts
  }

  /** Tells of each budget of these grants and of their accounts that has reached 80 or 100 percent, once a period and mark. */
  async watchBudgets(grantIds: readonly string[]): Promise<void> {
    const found = (await this.#parts.grants.findMany(grantIds)).filter(isWatched)
    for (const watched of [...(await this.#grants(found)), ...(await this.#accounts(found))]) await this.#watch(watched)
  }

  /** Tells the owner of a leaked token that it was ended; once for each `id`. */
  async tellLeaked(accountId: string, id: string, leaked: Leaked): Promise<void> {
    await this.#tell(accountId, `leak:${id}`, leakMail(leaked, this.#parts.publicOrigin))
  }

  async #grants(found: readonly WatchedGrant[]): Promise<Watched[]> {
    const capped = found.filter((grant) => grant.budgets.length > 0)
    const spends = capped.length === 0 ? undefined : await this.#parts.grants.spendOf(capped)
    return capped.flatMap(({ id, ownerId: accountId, kind, name, budgets }) => {
      const spend = spends?.get(id)
      return spend === undefined ? [] : [{ id, accountId, subject: { kind, name }, budgets, spend }]
    })
  }

  async #accounts(found: readonly WatchedGrant[]): Promise<Watched[]> {
    const watched: Watched[] = []
    for (const accountId of new Set(found.map((grant) => grant.ownerId))) {
      const { budgets } = await this.#parts.ledgers.find(accountId)
      if (budgets.length === 0) continue
      const spend = await this.#parts.ledgers.spendOf(accountId)
      watched.push({ id: accountId, accountId, subject: { kind: 'account' }, budgets, spend })
    }
    return watched
  }

  async #watch({ id, accountId, subject, budgets, spend }: Watched): Promise<void> {
    const now = this.#parts.clock()
    const buckets = bucketsAt(now)
    for (const budget of budgets) {
      const spentMicros = spend[budget.period]
      const mark = markReached(budget, spentMicros)
      if (mark === undefined) continue
      const reached = { subject, budget, spentMicros, mark, resetsAt: resetsAt(budget.period, now) }
      const key = `budget:${id}:${buckets[budget.period]}:${mark}`
      await this.#tell(accountId, key, budgetMail(reached, this.#parts.publicOrigin))
    }
  }

  async #tell(accountId: string, onceKey: string, letter: Letter): Promise<void> {
    if (this.#known.has(onceKey)) return
    const to = await this.#parts.findEmail(accountId)
    if (to !== undefined) await this.#parts.post({ to, accountId, onceKey, letter })
    if (this.#known.size >= KNOWN_MAX) this.#known.clear()
    this.#known.add(onceKey)
  }
}
