import { Body, Controller, Get, HttpCode, Inject, Post, Res } from '@nestjs/common'
import type { Response } from 'express'
import { SignInDesk } from '../accounts/index.js'
import { Access, accountOf, Caller, type Principal, Throttle } from '../edge/index.js'
import { AccountExport } from './account-export.service.js'
import { Departures } from './departures.service.js'

const MINUTE_MS = 60_000
const deleteLimits = { default: { limit: 10, ttl: 5 * MINUTE_MS } }
const exportLimits = { default: { limit: 10, ttl: 10 * MINUTE_MS } }

@Controller('v1/account')
export class DepartureController {
  constructor(
    @Inject(Departures) private readonly departures: Departures,
    @Inject(AccountExport) private readonly exports: AccountExport,
    @Inject(SignInDesk) private readonly desk: SignInDesk,
  ) {}

  @Post('delete')
  @HttpCode(200)
  @Access('account')
  @Throttle(deleteLimits)
  async delete(
    @Caller() caller: Principal,
    @Body() { password }: { password?: string },
    @Res({ passthrough: true }) response: Response,
  ): Promise<void> {
    await this.departures.depart(accountOf(caller), password)
    this.desk.forget(response)
    void this.departures.sweep()
  }

  @Get('export')
  @Access('account')
  @Throttle(exportLimits)
  export(@Caller() caller: Principal): Promise<unknown> {
    return this.exports.of(accountOf(caller))
  }
}
