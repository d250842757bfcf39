import { Module } from '@nestjs/common'
import { Grants } from '../grants/index.js'
import { CLOCK, type Clock } from '../settings.module.js'
import { BotTokensController } from './bot-tokens.controller.js'
import { BotTokens } from './bot-tokens.service.js'

const botTokens = {
  provide: BotTokens,
  inject: [Grants, CLOCK],
  useFactory: (grants: Grants, clock: Clock) => new BotTokens(grants, clock),
}

@Module({ controllers: [BotTokensController], providers: [botTokens] })
export class BotTokensModule {}
