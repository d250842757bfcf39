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

type Readers = Pick<NoticesParts, 'findEmail' | 'findAdmins'>
type Surroundings = Readers & Pick<NoticesParts, 'post' | 'publicOrigin' | 'clock'>
const READERS = Symbol('readers')
const SURROUNDINGS = Symbol('surroundings')

const readers = {
  provide: READERS,
  inject: [Accounts, Workspaces],
  useFactory: (accounts: Accounts, workspaces: Workspaces): Readers => ({
    findEmail: (accountId) => accounts.findEmail(accountId),
    findAdmins: async (workspaceId) => (await workspaces.adminsOf(workspaceId)).map(({ accountId }) => accountId),
  }),
}

const surroundings = {
  provide: SURROUNDINGS,
  inject: [READERS, PostOffice, CONFIG, CLOCK],
  useFactory: (known: Readers, post: PostOffice, { publicOrigin }: Config, clock: Clock): Surroundings => ({
    ...known,
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

@Module({
  imports: [AccountsModule, WorkspacesModule],
  providers: [readers, surroundings, notices],
  exports: [Notices],
})
export class NoticesModule {}
