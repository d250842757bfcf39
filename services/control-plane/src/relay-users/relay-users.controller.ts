import { hash, timingSafeEqual } from 'node:crypto'
import { Body, Controller, Delete, HttpCode, Inject, Post, Req } from '@nestjs/common'
import { countAddress } from '@1relay/browser-apps'
import { fault } from '@1relay/faults'
import type { Request } from 'express'
import type { RedisClient } from '@1relay/redis'
import type { Config } from '../config.js'
import { Access, Caller, type Principal, relayUserOf, SkipThrottle, Unwrapped } from '../edge/index.js'
import { REDIS } from '../redis/index.js'
import { CONFIG } from '../settings.module.js'
import type { Registration } from './registration.js'
import { RelayUsers } from './relay-users.service.js'

const HOUR_MS = 60 * 60_000

// Counted by the guard of browser apps, over all of their paths together.
@Controller()
@SkipThrottle({ default: true, email: true })
export class RelayUsersController {
  constructor(
    @Inject(RelayUsers) private readonly users: RelayUsers,
    @Inject(REDIS) private readonly redis: RedisClient,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Post('users')
  @HttpCode(200)
  @Access('anonymous')
  @Unwrapped()
  async register(@Req() request: Request, @Body() wish: Registration): Promise<unknown> {
    const { appSecret, registrationsPerHour: limit } = this.config.browserApps
    if (appSecret !== undefined) demand(appSecret, request.headers.authorization)
    await countAddress(this.redis, { what: 'registrations', address: request.ip ?? '', limit, windowMs: HOUR_MS })
    return this.users.register(wish)
  }

  @Delete('users')
  @Access('relay-user')
  @Unwrapped()
  async delete(@Caller() caller: Principal): Promise<unknown> {
    await this.users.delete(relayUserOf(caller).token)
    return { ok: true, message: 'Account and all stored keys deleted.' }
  }

  @Post('tokens/revoke')
  @HttpCode(200)
  @Access('relay-user')
  @Unwrapped()
  async revoke(@Caller() caller: Principal): Promise<unknown> {
    await this.users.revoke(relayUserOf(caller).token)
    return {
      ok: true,
      message: 'Token revoked. The keys that were sealed under it are deleted: nothing else could open them.',
    }
  }

  @Post('tokens/renew')
  @HttpCode(200)
  @Access('relay-user')
  @Unwrapped()
  async renew(@Caller() caller: Principal): Promise<unknown> {
    return { ok: true, expires_at: await this.users.renew(relayUserOf(caller).token) }
  }
}

/** Only whoever shows the operator's secret registers people. Digests have one length, so the comparison tells nothing about the secret's. */
const demand = (appSecret: string, authorization: string | undefined): void => {
  const shown = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1] ?? ''
  if (!timingSafeEqual(hash('sha256', shown, 'buffer'), hash('sha256', appSecret, 'buffer')))
    throw fault('invalid_app_secret', 'registration without APP_SECRET')
}
