import { Body, Controller, Inject, Put } from '@nestjs/common'
import { Accounts } from '../accounts/index.js'
import { Access, accountOf, Caller, type Principal, Throttle } from '../edge/index.js'
import { PasskeyWraps } from './passkey-wraps.service.js'
import { presentVault } from './present-vault.js'
import { type VaultContent, Vaults } from './vaults.service.js'

// A password is tried with each.
const rewrapLimits = { default: { limit: 20, ttl: 5 * 60_000 } }

type Rewrapped = VaultContent & { version: number; password?: string }

@Controller('v1/vault')
export class RewrapController {
  constructor(
    @Inject(Vaults) private readonly vaults: Vaults,
    @Inject(PasskeyWraps) private readonly wraps: PasskeyWraps,
    @Inject(Accounts) private readonly accounts: Accounts,
  ) {}

  // The only wrapped copy of a key that all items hang on: a borrowed session must not be enough to throw it away.
  @Put()
  @Access('account')
  @Throttle(rewrapLimits)
  async rewrapVault(@Caller() caller: Principal, @Body() body: Rewrapped): Promise<unknown> {
    const { version, password, ...content } = body
    const { id } = await this.accounts.proveFreshHolder(accountOf(caller), password)
    return presentVault(this.wraps, id, await this.vaults.rewrapVault(id, version, content))
  }
}
