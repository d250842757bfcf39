import { Module } from '@nestjs/common'
import { DataSource } from 'typeorm'
import { AccountsModule } from '../accounts/accounts.module.js'
import { AdminAudit } from '../audit/index.js'
import type { Config } from '../config.js'
import { inTransaction } from '../database/index.js'
import { DomainClaims } from '../domain-claims/index.js'
import { DomainClaimsModule } from '../domain-claims/domain-claims.module.js'
import { Grants } from '../grants/index.js'
import { CLOCK, type Clock, CONFIG } from '../settings.module.js'
import { PostgresMemberStore } from './member-store.postgres.js'
import { MembersController } from './members.controller.js'
import { Members } from './members.service.js'
import { Memberships } from './memberships.service.js'
import { WorkspaceDeletions } from './workspace-deletions.service.js'
import { PostgresWorkspaceEnd } from './workspace-end.postgres.js'
import { WorkspacePlansController } from './workspace-plans.controller.js'
import { PostgresWorkspaceStore } from './workspace-store.postgres.js'
import { WorkspacesController } from './workspaces.controller.js'
import { Workspaces } from './workspaces.service.js'

type Wiring = [DataSource, AdminAudit, DomainClaims, Config, Clock]

const workspaces = {
  provide: Workspaces,
  inject: [DataSource, AdminAudit, DomainClaims, CONFIG, CLOCK],
  useFactory: (...[database, audit, domains, { workspacePlan: plan }, clock]: Wiring) =>
    new Workspaces({
      store: new PostgresWorkspaceStore(database),
      members: new PostgresMemberStore(database),
      audit,
      transact: (work) => inTransaction(database, work),
      assertMayFound: (founder) => domains.assertMayFound(founder),
      plan,
      clock,
    }),
}

const deletions = {
  provide: WorkspaceDeletions,
  inject: [DataSource, Grants, AdminAudit, CLOCK],
  useFactory: (database: DataSource, grants: Grants, audit: AdminAudit, clock: Clock) =>
    new WorkspaceDeletions({
      store: new PostgresWorkspaceStore(database),
      members: new PostgresMemberStore(database),
      ending: new PostgresWorkspaceEnd(),
      revokeKeys: (workspaceId) => grants.revokeGrantsOfOwner(workspaceId),
      audit,
      transact: (work) => inTransaction(database, work),
      clock,
    }),
}

const members = {
  provide: Members,
  inject: [DataSource, AdminAudit],
  useFactory: (database: DataSource, audit: AdminAudit) =>
    new Members({
      workspaces: new PostgresWorkspaceStore(database),
      store: new PostgresMemberStore(database),
      audit,
      transact: (work) => inTransaction(database, work),
    }),
}

const memberships = {
  provide: Memberships,
  inject: [DataSource, Members, WorkspaceDeletions],
  useFactory: (database: DataSource, ofWorkspace: Members, endings: WorkspaceDeletions) =>
    new Memberships({
      store: new PostgresMemberStore(database),
      leave: (acting) => ofWorkspace.remove(acting, acting.actor.id),
      end: (acting) => endings.endAlone(acting),
    }),
}

@Module({
  imports: [AccountsModule, DomainClaimsModule],
  controllers: [WorkspacesController, WorkspacePlansController, MembersController],
  providers: [workspaces, deletions, members, memberships],
  exports: [Workspaces, WorkspaceDeletions, Members, Memberships],
})
export class WorkspacesModule {}
