import { Module } from '@nestjs/common'
import { AccountsModule } from '../accounts/accounts.module.js'
import { Accounts } from '../accounts/index.js'
import type { Config } from '../config.js'
import { Grants, Ledgers } from '../grants/index.js'
import { PostOffice } from '../mail/index.js'
import { CLOCK, type Clock, CONFIG } from '../settings.module.js'
import { Workspaces } from '../workspaces/index.js'
import { WorkspacesModule } from '../workspaces/workspaces.module.js'
import { Notices, type NoticesParts } from './notices.service.js'

type Surroundings = Pick<NoticesParts, 'findEmail' | 'findAdmins' | 'post' | 'publicOrigin' | 'clock'>
const SURROUNDINGS = Symbol('surroundings')

const surroundings = {
  provide: SURROUNDINGS,
  inject: [Accounts, Workspaces, PostOffice, CONFIG, CLOCK],
  useFactory: (
    accounts: Accounts,
    workspaces: Workspaces,
    post: PostOffice,
    { publicOrigin }: Config,
    clock: Clock,
  ): Surroundings => ({
    findEmail: (accountId) => accounts.findEmail(accountId),
    findAdmins: async (workspaceId) => (await workspaces.adminsOf(workspaceId)).map(({ accountId }) => accountId),
    post: (posting) => post.send(posting),
    publicOrigin,
    clock,
  }),
}

const notices = {
  provide: Notices,
  inject: [Grants, Ledgers, SURROUNDINGS],
  useFactory: (grants: Grants, ledgers: Ledgers, around: Surroundings) => new Notices({ grants, ledgers, ...around }),
}

@Module({ imports: [AccountsModule, WorkspacesModule], providers: [surroundings, notices], exports: [Notices] })
export class NoticesModule {}
