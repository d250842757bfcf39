import type { Budget } from '@1relay/contracts'
import { type Grants, type Ledgers, presentBudgets, type Spend, type SpentBudget } from '../grants/index.js'

/** What an account may spend and has spent, in micro-dollars. */
export interface AccountMoney {
  readonly budgets: readonly SpentBudget[]
  /** In the running periods, whether they are capped or not. */
  readonly spentMicros: Spend
}

/** Reads and changes the budgets of accounts. */
export class AccountBudgets {
  constructor(
    private readonly ledgers: Ledgers,
    private readonly grants: Pick<Grants, 'followLedger'>,
    private readonly clock: () => Date,
  ) {}

  async get(accountId: string): Promise<AccountMoney> {
    const { budgets } = await this.ledgers.find(accountId)
    return this.#present(accountId, budgets)
  }

  /** Replaces all budgets by these; none: no cap. In force at the next request of every grant. */
  async replace(accountId: string, budgets: readonly Budget[]): Promise<AccountMoney> {
    await this.ledgers.change(accountId, budgets)
    await this.grants.followLedger(accountId)
    return this.#present(accountId, budgets)
  }

  async #present(accountId: string, budgets: readonly Budget[]): Promise<AccountMoney> {
    const spentMicros = await this.ledgers.spendOf(accountId)
    return { budgets: presentBudgets({ budgets }, spentMicros, this.clock()), spentMicros }
  }
}
