import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common'
import { Access, Throttle } from '../edge/index.js'
import { LeakedTokens } from './leaked-tokens.service.js'

const revokeLimits = { default: { limit: 30, ttl: 60_000 } }

@Controller('v1/tokens')
export class TokensController {
  constructor(@Inject(LeakedTokens) private readonly leakedTokens: LeakedTokens) {}

  @Post('revoke')
  @HttpCode(200)
  @Access('anonymous')
  @Throttle(revokeLimits)
  async revoke(@Body() { token }: { token: string }): Promise<void> {
    await this.leakedTokens.revoke(token)
  }
}
