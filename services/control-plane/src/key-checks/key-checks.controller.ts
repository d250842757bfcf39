import { Body, Controller, Delete, Inject, Param, Post } from '@nestjs/common'
import { Access, accountOf, Caller, type Principal, Throttle } from '../edge/index.js'
import type { SealedInput } from '../grants/index.js'
import { KeyChecks } from './key-checks.service.js'

const checkLimits = { default: { limit: 30, ttl: 60_000 } }

@Controller('v1/key-checks')
export class KeyChecksController {
  constructor(@Inject(KeyChecks) private readonly keyChecks: KeyChecks) {}

  @Post()
  @Access('account')
  @Throttle(checkLimits)
  async create(@Caller() caller: Principal, @Body() order: { id: string; credential: SealedInput }): Promise<unknown> {
    const { call, expiresAt, ...check } = await this.keyChecks.create(accountOf(caller).accountId, order)
    const { path, headers } = call
    return { keyCheck: { ...check, expiresAt: expiresAt.toISOString(), path, headers } }
  }

  @Delete(':keyCheckId')
  @Access('account')
  async end(@Caller() caller: Principal, @Param('keyCheckId') id: string): Promise<void> {
    await this.keyChecks.end(accountOf(caller).accountId, id)
  }
}
