import { Body, Controller, Delete, Get, Headers, HttpCode, Inject, Param, Post } from '@nestjs/common'
import { Access, Caller, type Principal, relayUserOf, SkipThrottle, Unwrapped } from '../edge/index.js'
import { RelayUsers } from './relay-users.service.js'
import { type KeyOrder, providerOf } from './user-key.js'

// Counted by the guard of browser apps, over all of their paths together.
@Controller('keys')
@SkipThrottle({ default: true, email: true })
export class UserKeysController {
  constructor(@Inject(RelayUsers) private readonly users: RelayUsers) {}

  @Get()
  @Access('relay-user')
  @Unwrapped()
  async list(@Caller() caller: Principal): Promise<unknown> {
    return { providers: await this.users.listProviders(relayUserOf(caller).token) }
  }

  @Post(':provider')
  @HttpCode(200)
  @Access('relay-user')
  @Unwrapped()
  async store(
    @Caller() caller: Principal,
    @Param('provider') provider: string,
    @Body() order: KeyOrder,
    @Headers('x-relay-base-url') baseUrl?: string,
  ): Promise<unknown> {
    await this.users.storeKey(relayUserOf(caller).token, provider, { ...(baseUrl && { base_url: baseUrl }), ...order })
    return { ok: true, provider }
  }

  @Post(':provider/rotate')
  @HttpCode(200)
  @Access('relay-user')
  @Unwrapped()
  async rotate(
    @Caller() caller: Principal,
    @Param('provider') provider: string,
    @Body() order: KeyOrder,
    @Headers('x-relay-base-url') baseUrl?: string,
  ): Promise<unknown> {
    const named = { ...(baseUrl && { base_url: baseUrl }), ...order }
    return { ok: true, provider, rotated: await this.users.rotateKey(relayUserOf(caller).token, provider, named) }
  }

  @Delete(':provider')
  @Access('relay-user')
  @Unwrapped()
  async delete(@Caller() caller: Principal, @Param('provider') provider: string): Promise<unknown> {
    await this.users.deleteKey(relayUserOf(caller).token, providerOf(provider).slug)
    return { ok: true }
  }
}
