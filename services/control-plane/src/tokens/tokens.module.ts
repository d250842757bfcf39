import { Module } from '@nestjs/common'
import { Sessions } from '../accounts/index.js'
import { AccountsModule } from '../accounts/accounts.module.js'
import { Apps } from '../apps/index.js'
import { AppsModule } from '../apps/apps.module.js'
import { Grants } from '../grants/index.js'
import { LinkTokens } from '../link/index.js'
import { LinkModule } from '../link/link.module.js'
import { LeakedTokens } from './leaked-tokens.service.js'
import { TokensController } from './tokens.controller.js'

const leakedTokens = {
  provide: LeakedTokens,
  inject: [Grants, Sessions, Apps, LinkTokens],
  useFactory: (grants: Grants, sessions: Sessions, apps: Apps, linkTokens: LinkTokens) =>
    new LeakedTokens({
      grants,
      endSession: async (sessionToken) => {
        const session = await sessions.find(sessionToken)
        if (session !== undefined) await sessions.end(session.accountId, session.sessionId)
      },
      endClientSecret: (secret) => apps.endLeakedSecret(secret),
      endLinkSession: (linkToken) => linkTokens.revoke(linkToken),
    }),
}

@Module({
  imports: [AccountsModule, AppsModule, LinkModule],
  controllers: [TokensController],
  providers: [leakedTokens],
})
export class TokensModule {}
