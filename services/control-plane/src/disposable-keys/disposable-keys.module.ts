import { Module } from '@nestjs/common'
import { DataSource } from 'typeorm'
import { AdminAudit } from '../audit/index.js'
import { inTransaction } from '../database/index.js'
import { Grants } from '../grants/index.js'
import { ProtectedKeys } from '../protected-keys/index.js'
import { ProtectedKeysModule } from '../protected-keys/protected-keys.module.js'
import { CLOCK, type Clock } from '../settings.module.js'
import { PostgresDisposableKeyStore } from './disposable-key-store.postgres.js'
import { DisposableKeysController } from './disposable-keys.controller.js'
import { DisposableKeys } from './disposable-keys.service.js'

type Needed = [DataSource, ProtectedKeys, Grants, AdminAudit, Clock]

const disposableKeys = {
  provide: DisposableKeys,
  inject: [DataSource, ProtectedKeys, Grants, AdminAudit, CLOCK],
  useFactory: (...[database, protectedKeys, grants, audit, clock]: Needed) =>
    new DisposableKeys({
      store: new PostgresDisposableKeyStore(database),
      protectedKeys,
      grants,
      audit,
      transact: (work) => inTransaction(database, work),
      clock,
    }),
}

@Module({
  imports: [ProtectedKeysModule],
  controllers: [DisposableKeysController],
  providers: [disposableKeys],
  exports: [DisposableKeys],
})
export class DisposableKeysModule {}
