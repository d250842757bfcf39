import { Module } from '@nestjs/common'
import { DataSource } from 'typeorm'
import { AccountsModule } from '../accounts/accounts.module.js'
import { AdminAudit } from '../audit/index.js'
import type { Config } from '../config.js'
import { inTransaction } from '../database/index.js'
import { Grants } from '../grants/index.js'
import { CLOCK, type Clock, CONFIG } from '../settings.module.js'
import { PostgresMemberStore } from './member-store.postgres.js'
import { WorkspaceDeletions } from './workspace-deletions.service.js'
import { WorkspacePlansController } from './workspace-plans.controller.js'
import { PostgresWorkspaceStore } from './workspace-store.postgres.js'
import { WorkspacesController } from './workspaces.controller.js'
import { Workspaces } from './workspaces.service.js'

const workspaces = {
  provide: Workspaces,
  inject: [DataSource, AdminAudit, CONFIG, CLOCK],
  useFactory: (database: DataSource, audit: AdminAudit, { workspacePlan: plan }: Config, clock: Clock) =>
    new Workspaces({
      store: new PostgresWorkspaceStore(database),
      members: new PostgresMemberStore(database),
      audit,
      transact: (work) => inTransaction(database, work),
      assertMayFound: async () => undefined,
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
      revokeKeys: (workspaceId) => grants.revokeGrantsOfOwner(workspaceId),
      audit,
      transact: (work) => inTransaction(database, work),
      clock,
    }),
}

@Module({
  imports: [AccountsModule],
  controllers: [WorkspacesController, WorkspacePlansController],
  providers: [workspaces, deletions],
  exports: [Workspaces, WorkspaceDeletions],
})
export class WorkspacesModule {}
