import { Module } from '@nestjs/common'
import { Sessions } from '../accounts/index.js'
import { AccountsModule } from '../accounts/accounts.module.js'
import { Apps } from '../apps/index.js'
import { AppsModule } from '../apps/apps.module.js'
import { DisposableKeys } from '../disposable-keys/index.js'
import { DisposableKeysModule } from '../disposable-keys/disposable-keys.module.js'
import { Grants } from '../grants/index.js'
import { LinkTokens } from '../link/index.js'
import { LinkModule } from '../link/link.module.js'
import { ManagementTokens } from '../management-tokens/index.js'
import { ManagementTokensModule } from '../management-tokens/management-tokens.module.js'
import { Notices } from '../notices/index.js'
import { NoticesModule } from '../notices/notices.module.js'
import { CLOCK, type Clock } from '../settings.module.js'
import { Workspaces } from '../workspaces/index.js'
import { WorkspacesModule } from '../workspaces/workspaces.module.js'
import { LeakedTokens, type LeakedTokensParts } from './leaked-tokens.service.js'
import { TokensController } from './tokens.controller.js'

type Endings = Omit<LeakedTokensParts, 'grants' | 'tell' | 'clock'>
type Enders = [Sessions, Apps, LinkTokens, DisposableKeys, ManagementTokens, Workspaces]
const ENDINGS = Symbol('endings')

const endings = {
  provide: ENDINGS,
  inject: [Sessions, Apps, LinkTokens, DisposableKeys, ManagementTokens, Workspaces],
  useFactory: (...[sessions, apps, linkTokens, keys, managementTokens, workspaces]: Enders): Endings => ({
    endSession: async (sessionToken) => {
      const session = await sessions.find(sessionToken)
      if (session !== undefined) await sessions.end(session.accountId, session.sessionId)
      return session?.accountId
    },
    endClientSecret: async (secret) => {
      const key = await apps.endLeakedSecret(secret)
      return key && { ownerAccountId: key.ownerAccountId, name: (await apps.get(key)).name }
    },
    endLinkSession: (linkToken) => linkTokens.revoke(linkToken),
    endKey: (grantId) => keys.endLeaked(grantId),
    endManagementToken: (token) => managementTokens.endLeaked(token),
    findAdmins: async (workspaceId) => (await workspaces.adminsOf(workspaceId)).map(({ accountId }) => accountId),
  }),
}

const leakedTokens = {
  provide: LeakedTokens,
  inject: [Grants, ENDINGS, Notices, CLOCK],
  useFactory: (grants: Grants, ends: Endings, notices: Notices, clock: Clock) =>
    new LeakedTokens({ grants, ...ends, tell: (...told) => notices.tellLeaked(...told), clock }),
}

@Module({
  imports: [
    AccountsModule,
    AppsModule,
    LinkModule,
    NoticesModule,
    DisposableKeysModule,
    ManagementTokensModule,
    WorkspacesModule,
  ],
  controllers: [TokensController],
  providers: [endings, leakedTokens],
})
export class TokensModule {}
