import type { Budget } from '@1relay/contracts'
import { bucketsAt, type Grant, type Grants, type Ledgers, resetsAt, type Spend } from '../grants/index.js'
import type { AccountLetter } from '../accounts/index.js'
import type { Letter } from '../mail/index.js'
import type { WebhookNews, WebhookOwner } from '../webhooks/index.js'
import { budgetNews } from './budget-news.js'
import { type Mark, markReached } from './budget-crossing.js'
import { budgetMail, type Reached, type Subject } from './budget-mail.js'
import { type Leaked, leakMail } from './leak-mail.js'

export interface NoticesParts {
  grants: Pick<Grants, 'findMany' | 'spendOf'>
  ledgers: Pick<Ledgers, 'find' | 'spendOf'>
  /** Accounts that look after a workspace. */
  findAdmins: (workspaceId: string) => Promise<readonly string[]>
  /** Writes to the person of an account, if there is a mailbox that is known to be theirs. */
  post: (letter: AccountLetter) => Promise<void>
  /** Tells the webhooks of an app or a workspace. */
  tell: (owner: WebhookOwner, news: WebhookNews) => Promise<void>
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
  /** Whose servers are told; undefined: what a person has granted to themselves is nobody else's business. */
  readonly owner: WebhookOwner | undefined
  readonly userReference: string | null
}

type WatchedGrant = Grant & { readonly kind: 'link' | 'bot' | 'key' }

// A check of a key lasts a minute and is nobody's to look after; relay users have no account to write to.
const isWatched = (grant: Grant): grant is WatchedGrant =>
  grant.state === 'active' && (grant.kind === 'link' || grant.kind === 'bot' || grant.kind === 'key')

const KNOWN_MAX = 10_000

/** Tells people by mail, and servers by webhook, what they would want to know while they are not looking. */
export class Notices {
  readonly #parts: NoticesParts
  // What was told for certain, so that a busy grant over its mark costs no query an event. The outbox knows it for good.
  readonly #known = new Set<string>()

  constructor(parts: NoticesParts) {
    this.#parts = parts
  }

  /**
   * Tells of each budget of these grants and of their accounts that has reached 80 or 100 percent, once a period and mark. `refusedIds`: grants of
   * which a call was refused for want of a budget. Who cannot be told keeps nobody else from being told; it rejects at the end.
   */
  async watchBudgets(grantIds: readonly string[], refusedIds: ReadonlySet<string> = new Set()): Promise<void> {
    // Before the spend is read: what was spent in a period that ends meanwhile must not be taken for that of the next one.
    const now = this.#parts.clock()
    const found = (await this.#parts.grants.findMany(grantIds)).filter(isWatched)
    const all = [...(await this.#grants(found)), ...(await this.#accounts(found))]
    const refused = found.filter(({ id }) => refusedIds.has(id))
    const exhausted = new Set(
      refused.flatMap(({ id, ownerId }) => tightest(all.filter((one) => one.id === id || one.id === ownerId))),
    )
    const ends: PromiseSettledResult<void>[] = []
    for (const watched of all) ends.push(...(await this.#watch(watched, exhausted, now)))
    const failures = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason as unknown] : []))
    if (failures.length > 0) throw new AggregateError(failures, 'not everybody was told of a budget')
  }

  /** Tells the owner of a leaked token that it was ended; once for each `id`. */
  async tellLeaked(accountId: string, id: string, leaked: Leaked): Promise<void> {
    await this.#tell(accountId, `leak:${id}`, leakMail(leaked, this.#parts.publicOrigin))
  }

  async #grants(found: readonly WatchedGrant[]): Promise<Watched[]> {
    const capped = found.filter((grant) => grant.budgets.length > 0)
    const spends = capped.length === 0 ? undefined : await this.#parts.grants.spendOf(capped)
    const watched: Watched[] = []
    for (const { id, ownerId, appId, kind, name, budgets, userReference } of capped) {
      const spend = spends?.get(id)
      if (spend === undefined) continue
      const subject = kind === 'key' ? ({ kind, name, workspaceId: ownerId } as const) : { kind, name }
      const readers = kind === 'key' ? await this.#parts.findAdmins(ownerId) : [ownerId]
      watched.push({ id, readers, subject, budgets, spend, owner: serversOf({ kind, ownerId, appId }), userReference })
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
      const whole = {
        readers: [accountId],
        subject: { kind: 'account' },
        owner: undefined,
        userReference: null,
      } as const
      watched.push({ id: accountId, ...whole, budgets, spend })
    }
    return watched
  }

  async #watch(watched: Watched, exhausted: ReadonlySet<Budget>, now: Date): Promise<PromiseSettledResult<void>[]> {
    const { id, readers, subject, budgets, spend } = watched
    const ends: PromiseSettledResult<void>[] = []
    const buckets = bucketsAt(now)
    for (const budget of budgets) {
      const spentMicros = spend[budget.period]
      for (const mark of marksOf(markReached(budget, spentMicros), exhausted.has(budget))) {
        const reached: Reached = { subject, budget, spentMicros, mark, resetsAt: resetsAt(budget.period, now) }
        const key = `budget:${id}:${buckets[budget.period]}:${mark}`
        const letter = budgetMail(reached, this.#parts.publicOrigin)
        const told = readers.map((reader) =>
          this.#tell(reader, subject.kind === 'key' ? `${key}:${reader}` : key, letter),
        )
        ends.push(...(await Promise.allSettled([...told, this.#tellServers(watched, reached, key)])))
      }
    }
    return ends
  }

  async #tell(accountId: string, onceKey: string, letter: Letter): Promise<void> {
    await this.#once(onceKey, () => this.#parts.post({ accountId, onceKey, letter }))
  }

  async #tellServers({ id, owner, userReference }: Watched, reached: Reached, onceKey: string): Promise<void> {
    if (owner === undefined) return
    const data = budgetNews({ id, userReference }, reached)
    await this.#once(`servers:${onceKey}`, () => this.#parts.tell(owner, { type: 'budget.reached', onceKey, data }))
  }

  async #once(key: string, tell: () => Promise<void>): Promise<void> {
    if (this.#known.has(key)) return
    await tell()
    if (this.#known.size >= KNOWN_MAX) this.#known.clear()
    this.#known.add(key)
  }
}

/** A budget that is used up before its cap is reached passes the first mark as well: otherwise that one would be told afterwards. */
const marksOf = (mark: Mark | undefined, isExhausted: boolean): readonly Mark[] => {
  if (mark === undefined) return []
  return isExhausted && mark === 80 ? [80, 100] : [mark]
}

/** The budget that has least left of what it allows, if it has reached its first mark: the one for want of which a call was refused. */
const tightest = (watched: readonly Watched[]): Budget[] => {
  const shares = watched.flatMap(({ budgets, spend }) =>
    budgets.map((budget) => ({ budget, share: spend[budget.period] / budget.capMicros, spent: spend[budget.period] })),
  )
  const [first] = shares
    .filter(({ budget, spent }) => markReached(budget, spent) !== undefined)
    .sort((a, b) => b.share - a.share)
  return first === undefined ? [] : [first.budget]
}

const serversOf = ({ kind, ownerId, appId }: Pick<WatchedGrant, 'kind' | 'ownerId' | 'appId'>): Watched['owner'] => {
  if (kind === 'key') return { kind: 'workspace', id: ownerId }
  return appId === null ? undefined : { kind: 'app', id: appId }
}
