import { Body, Controller, Delete, Get, Inject, Param, Post, Query, Res } from '@nestjs/common'
import type { Response } from 'express'
import { Access, accountOf, Caller, type Principal } from '../edge/index.js'
import { PasskeyWraps } from './passkey-wraps.service.js'
import { presentVault } from './present-vault.js'
import { type SealedKey, type StoredKey, type VaultContent, Vaults } from './vaults.service.js'

const DEFAULT_LABEL = 'default'

@Controller('v1')
export class VaultController {
  constructor(
    @Inject(Vaults) private readonly vaults: Vaults,
    @Inject(PasskeyWraps) private readonly wraps: PasskeyWraps,
  ) {}

  @Get('vault')
  @Access('account')
  async getVault(@Caller() caller: Principal): Promise<unknown> {
    const { accountId } = accountOf(caller)
    return presentVault(this.wraps, accountId, await this.vaults.getVault(accountId))
  }

  @Post('vault')
  @Access('account')
  async createVault(@Caller() caller: Principal, @Body() body: VaultContent): Promise<unknown> {
    const { accountId } = accountOf(caller)
    return presentVault(this.wraps, accountId, await this.vaults.createVault(accountId, body))
  }

  @Get('keys')
  @Access('account')
  async listKeys(@Caller() caller: Principal): Promise<unknown> {
    return { keys: (await this.vaults.listKeys(accountOf(caller).accountId)).map(present) }
  }

  @Post('keys')
  @Access('account')
  async addKey(
    @Caller() caller: Principal,
    @Body() body: Omit<SealedKey, 'label'> & { label?: string; replace?: boolean },
    @Res({ passthrough: true }) response: Response,
  ): Promise<unknown> {
    const { replace = false, label = DEFAULT_LABEL, ...sealed } = body
    const { outcome, key } = await this.vaults.putKey(accountOf(caller).accountId, { ...sealed, label }, replace)
    response.status(outcome === 'added' ? 201 : 200)
    return { key: present(key) }
  }

  @Delete('keys/:provider')
  @Access('account')
  async deleteKey(
    @Caller() caller: Principal,
    @Param('provider') provider: string,
    @Query('label') label: string = DEFAULT_LABEL,
  ): Promise<void> {
    await this.vaults.removeKey(accountOf(caller).accountId, { provider, label })
  }
}

const present = ({ createdAt, updatedAt, ...sealed }: StoredKey): unknown => ({
  ...sealed,
  createdAt: createdAt.toISOString(),
  updatedAt: updatedAt.toISOString(),
})
