import { Module } from '@nestjs/common'
import { AccountsModule } from '../accounts/accounts.module.js'
import { AccountPost } from '../accounts/index.js'
import type { Config } from '../config.js'
import { Grants, Ledgers } from '../grants/index.js'
import { CLOCK, type Clock, CONFIG } from '../settings.module.js'
import { Workspaces } from '../workspaces/index.js'
import { Webhooks } from '../webhooks/index.js'
import { WebhooksModule } from '../webhooks/webhooks.module.js'
import { WorkspacesModule } from '../workspaces/workspaces.module.js'
import { Notices, type NoticesParts } from './notices.service.js'

type Surroundings = Omit<NoticesParts, 'grants' | 'ledgers'>
const SURROUNDINGS = Symbol('surroundings')

const surroundings = {
  provide: SURROUNDINGS,
  inject: [AccountPost, Workspaces, Webhooks, CONFIG, CLOCK],
  useFactory: (...[post, workspaces, webhooks, { publicOrigin }, clock]: Wiring): Surroundings => ({
    findAdmins: async (workspaceId) => (await workspaces.adminsOf(workspaceId)).map(({ accountId }) => accountId),
    post: (letter) => post.send(letter),
    tell: (owner, news) => webhooks.tell(owner, news),
    publicOrigin,
    clock,
  }),
}

type Wiring = [AccountPost, Workspaces, Webhooks, Config, Clock]

const notices = {
  provide: Notices,
  inject: [Grants, Ledgers, SURROUNDINGS],
  useFactory: (grants: Grants, ledgers: Ledgers, around: Surroundings) => new Notices({ grants, ledgers, ...around }),
}

@Module({
  imports: [AccountsModule, WorkspacesModule, WebhooksModule],
  providers: [surroundings, notices],
  exports: [Notices],
})
export class NoticesModule {}
