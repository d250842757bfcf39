import { Module } from '@nestjs/common'
import { DataSource } from 'typeorm'
import { AccountsModule } from '../accounts/accounts.module.js'
import { AdminAudit } from '../audit/index.js'
import { inTransaction } from '../database/index.js'
import { CLOCK, type Clock } from '../settings.module.js'
import { PostgresWorkspaceStore } from '../workspaces/index.js'
import { DomainClaimsController } from './domain-claims.controller.js'
import { DomainClaims } from './domain-claims.service.js'
import { PostgresDomainStore } from './domain-store.postgres.js'
import { isPublicMailDomain } from './public-domains.company-email-validator.js'

const claims = {
  provide: DomainClaims,
  inject: [DataSource, AdminAudit, CLOCK],
  useFactory: (database: DataSource, audit: AdminAudit, clock: Clock) => {
    const workspaces = new PostgresWorkspaceStore(database)
    return new DomainClaims({
      store: new PostgresDomainStore(database),
      findRole: async (workspaceId, accountId) => (await workspaces.findMembership(workspaceId, accountId))?.role,
      isPublic: isPublicMailDomain,
      audit,
      transact: (work) => inTransaction(database, work),
      clock,
    })
  },
}

@Module({
  imports: [AccountsModule],
  controllers: [DomainClaimsController],
  providers: [claims],
  exports: [DomainClaims],
})
export class DomainClaimsModule {}
