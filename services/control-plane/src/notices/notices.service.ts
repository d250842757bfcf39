import type { Budget } from '@1relay/contracts'
import { bucketsAt, type Grant, type Grants, type Ledgers, resetsAt, type Spend } from '../grants/index.js'
import type { AccountLetter } from '../accounts/index.js'
import type { Letter } from '../mail/index.js'
import { markReached } from './budget-crossing.js'
import { budgetMail, type Subject } from './budget-mail.js'
import { type Leaked, leakMail } from './leak-mail.js'

export interface NoticesParts {
  grants: Pick<Grants, 'findMany' | 'spendOf'>
  ledgers: Pick<Ledgers, 'find' | 'spendOf'>
  /** Accounts that look after a workspace. */
  findAdmins: (workspaceId: string) => Promise<readonly string[]>
  /** Writes to the person of an account, if there is a mailbox that is known to be theirs. */
  post: (letter: AccountLetter) => Promise<void>
  publicOrigin: string
  clock: () => Date
}

interface Watched {
  readonly id: string
  /** Accounts that are told. */
  readonly readers: readonly string[]
  readonly subject: Subject
  readonly budgets: readonly Budget[]
  readonly spend: Spend
}

type WatchedGrant = Grant & { readonly kind: 'link' | 'bot' | 'key' }

// A check of a key lasts a minute and is nobody's to look after; relay users have no account to write to.
const isWatched = (grant: Grant): grant is WatchedGrant =>
  grant.state === 'active' && (grant.kind === 'link' || grant.kind === 'bot' || grant.kind === 'key')

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
    const watched: Watched[] = []
    for (const { id, ownerId, kind, name, budgets } of capped) {
      const spend = spends?.get(id)
      if (spend === undefined) continue
      const subject = kind === 'key' ? ({ kind, name, workspaceId: ownerId } as const) : { kind, name }
      const readers = kind === 'key' ? await this.#parts.findAdmins(ownerId) : [ownerId]
      watched.push({ id, readers, subject, budgets, spend })
    }
    return watched
  }

  async #accounts(found: readonly WatchedGrant[]): Promise<Watched[]> {
    const watched: Watched[] = []
    // A workspace has no budget of its own.
    const owners = found.filter((grant) => grant.kind !== 'key').map((grant) => grant.ownerId)
    for (const accountId of new Set(owners)) {
      const { budgets } = await this.#parts.ledgers.find(accountId)
      if (budgets.length === 0) continue
      const spend = await this.#parts.ledgers.spendOf(accountId)
      watched.push({ id: accountId, readers: [accountId], subject: { kind: 'account' }, budgets, spend })
    }
    return watched
  }

  async #watch({ id, readers, subject, budgets, spend }: Watched): Promise<void> {
    const now = this.#parts.clock()
    const buckets = bucketsAt(now)
    for (const budget of budgets) {
      const spentMicros = spend[budget.period]
      const mark = markReached(budget, spentMicros)
      if (mark === undefined) continue
      const reached = { subject, budget, spentMicros, mark, resetsAt: resetsAt(budget.period, now) }
      const key = `budget:${id}:${buckets[budget.period]}:${mark}`
      const letter = budgetMail(reached, this.#parts.publicOrigin)
      for (const reader of readers) await this.#tell(reader, subject.kind === 'key' ? `${key}:${reader}` : key, letter)
    }
  }

  async #tell(accountId: string, onceKey: string, letter: Letter): Promise<void> {
    if (this.#known.has(onceKey)) return
    await this.#parts.post({ accountId, onceKey, letter })
    if (this.#known.size >= KNOWN_MAX) this.#known.clear()
    this.#known.add(onceKey)
  }
}
