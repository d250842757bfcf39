import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common'
import type { PinOrder } from '@1relay/contracts'
import { fault } from '@1relay/faults'
import { Access, SkipThrottle } from '../edge/index.js'
import { RelayUsers } from './relay-users.service.js'

@Controller('internal/relay-users')
export class PinsController {
  constructor(@Inject(RelayUsers) private readonly users: RelayUsers) {}

  /** Not throttled: a relay asks for everybody, and once a key. */
  @Post('pin')
  @HttpCode(200)
  @Access('internal')
  @SkipThrottle({ default: true })
  async pin(@Body() body: unknown): Promise<void> {
    if (!isOrder(body)) throw fault('invalid_request', 'no token and origin')
    await this.users.pin(body.token, body.origin)
  }
}

const isOrder = (body: unknown): body is PinOrder => {
  const { token, origin } = (body ?? {}) as { token?: unknown; origin?: unknown }
  return typeof token === 'string' && token.length <= 128 && typeof origin === 'string' && origin.length <= 300
}
