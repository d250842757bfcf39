import { Module } from '@nestjs/common'
import { DataSource } from 'typeorm'
import { AdminAudit } from '../audit/index.js'
import { Grants } from '../grants/index.js'
import { ProtectedKeys } from '../protected-keys/index.js'
import { ProtectedKeysModule } from '../protected-keys/protected-keys.module.js'
import { CLOCK, type Clock } from '../settings.module.js'
import { PostgresManagementTokenStore } from './management-token-store.postgres.js'
import { ManagementTokensController } from './management-tokens.controller.js'
import { ManagementTokens } from './management-tokens.service.js'

const store = {
  provide: PostgresManagementTokenStore,
  inject: [DataSource, AdminAudit, Grants],
  useFactory: (database: DataSource, audit: AdminAudit, grants: Grants) =>
    new PostgresManagementTokenStore(database, audit, grants),
}

const managementTokens = {
  provide: ManagementTokens,
  inject: [PostgresManagementTokenStore, Grants, ProtectedKeys, CLOCK],
  useFactory: (tokenStore: PostgresManagementTokenStore, grants: Grants, protectedKeys: ProtectedKeys, clock: Clock) =>
    new ManagementTokens({
      store: tokenStore,
      grants,
      findProtectedKeys: (workspaceId, ids) => protectedKeys.known(workspaceId, ids),
      clock,
    }),
}

@Module({
  imports: [ProtectedKeysModule],
  controllers: [ManagementTokensController],
  providers: [store, managementTokens],
  exports: [ManagementTokens],
})
export class ManagementTokensModule {}
