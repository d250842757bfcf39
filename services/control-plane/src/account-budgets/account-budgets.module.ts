import { Module } from '@nestjs/common'
import { Grants, Ledgers } from '../grants/index.js'
import { CLOCK, type Clock } from '../settings.module.js'
import { AccountBudgetsController } from './account-budgets.controller.js'
import { AccountBudgets } from './account-budgets.service.js'

const accountBudgets = {
  provide: AccountBudgets,
  inject: [Ledgers, Grants, CLOCK],
  useFactory: (ledgers: Ledgers, grants: Grants, clock: Clock) => new AccountBudgets(ledgers, grants, clock),
}

@Module({ controllers: [AccountBudgetsController], providers: [accountBudgets] })
export class AccountBudgetsModule {}
