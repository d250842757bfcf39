import { Body, Controller, Get, Inject, Put } from '@nestjs/common'
import type { Budget } from '@1relay/contracts'
import { Access, accountOf, Caller, type Principal } from '../edge/index.js'
import { AccountBudgets, type AccountMoney } from './account-budgets.service.js'

@Controller('v1/account/budgets')
export class AccountBudgetsController {
  constructor(@Inject(AccountBudgets) private readonly accountBudgets: AccountBudgets) {}

  @Get()
  @Access('account')
  async get(@Caller() caller: Principal): Promise<AccountMoney> {
    return this.accountBudgets.get(accountOf(caller).accountId)
  }

  @Put()
  @Access('account')
  async replace(@Caller() caller: Principal, @Body() { budgets }: { budgets: Budget[] }): Promise<AccountMoney> {
    return this.accountBudgets.replace(accountOf(caller).accountId, budgets)
  }
}
