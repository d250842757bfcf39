import { hash } from 'node:crypto'
import { countAddress } from '@1relay/browser-apps'
import { Module } from '@nestjs/common'
import type { RedisClient } from '@1relay/redis'
import { DataSource } from 'typeorm'
import { Accounts } from '../accounts/index.js'
import { AccountsModule } from '../accounts/accounts.module.js'
import { AdminAudit } from '../audit/index.js'
import type { Config } from '../config.js'
import { inTransaction } from '../database/index.js'
import { PostOffice } from '../mail/index.js'
import { REDIS } from '../redis/index.js'
import { CLOCK, type Clock, CONFIG } from '../settings.module.js'
import { PostgresMemberStore, PostgresWorkspaceStore, type Transact } from '../workspaces/index.js'
import { WorkspacesModule } from '../workspaces/workspaces.module.js'
import { INVITATION_MS } from './invitation.js'
import { InvitationLinksController } from './invitation-links.controller.js'
import { InvitationLinks } from './invitation-links.service.js'
import { invitationMail } from './invitation-mail.js'
import { PostgresInvitationStore } from './invitation-store.postgres.js'
import { InvitationsController } from './invitations.controller.js'
import { Invitations } from './invitations.service.js'

const transactOn =
  (database: DataSource): Transact =>
  (work) =>
    inTransaction(database, work)

// Of one mailbox, whoever asks, from wherever and for whichever workspace: with the first mails, ten an hour.
const RESENT = { limit: 5, windowMs: 60 * 60_000 }

type Wiring = [DataSource, Accounts, AdminAudit, PostOffice, RedisClient, Config, Clock]

const invitations = {
  provide: Invitations,
  inject: [DataSource, Accounts, AdminAudit, PostOffice, REDIS, CONFIG, CLOCK],
  useFactory: (...[database, accounts, audit, post, redis, { publicOrigin }, clock]: Wiring) =>
    new Invitations({
      workspaces: new PostgresWorkspaceStore(database),
      store: new PostgresInvitationStore(database),
      audit,
      transact: transactOn(database),
      isEmailProved: async (accountId) => (await accounts.getAccount(accountId)).isEmailProved,
      // A digest, so that Redis holds no e-mail addresses.
      countResent: (to) =>
        countAddress(redis, { what: 'invitations', address: hash('sha256', to, 'base64url'), ...RESENT }),
      // Behind the #, so that it is sent to no server and stands in no log.
      mail: (to, invited, token) => {
        const letter = invitationMail({ ...invited, url: `${publicOrigin}/invitations/accept#${token}` })
        return post.send({ to, letter, lifetimeMs: INVITATION_MS })
      },
      clock,
    }),
}

const links = {
  provide: InvitationLinks,
  inject: [DataSource, AdminAudit, CLOCK],
  useFactory: (database: DataSource, audit: AdminAudit, clock: Clock) =>
    new InvitationLinks({
      workspaces: new PostgresWorkspaceStore(database),
      members: new PostgresMemberStore(database),
      store: new PostgresInvitationStore(database),
      audit,
      transact: transactOn(database),
      clock,
    }),
}

@Module({
  imports: [AccountsModule, WorkspacesModule],
  controllers: [InvitationsController, InvitationLinksController],
  providers: [invitations, links],
})
export class InvitationsModule {}
