import { Body, Controller, Delete, Inject, Param, Put } from '@nestjs/common'
import { Access, accountOf, Caller, type Principal } from '../edge/index.js'
import { type PasskeyWrap, PasskeyWraps } from './passkey-wraps.service.js'

@Controller('v1/vault/passkeys')
export class PasskeyWrapsController {
  constructor(@Inject(PasskeyWraps) private readonly wraps: PasskeyWraps) {}

  @Put(':credentialId')
  @Access('account')
  async put(
    @Caller() caller: Principal,
    @Param('credentialId') credentialId: string,
    @Body() body: Omit<PasskeyWrap, 'credentialId'>,
  ): Promise<void> {
    await this.wraps.put(accountOf(caller).accountId, { credentialId, ...body })
  }

  @Delete(':credentialId')
  @Access('account')
  async remove(@Caller() caller: Principal, @Param('credentialId') credentialId: string): Promise<void> {
    await this.wraps.remove(accountOf(caller).accountId, credentialId)
  }
}
