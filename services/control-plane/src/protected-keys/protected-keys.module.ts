import { Module } from '@nestjs/common'
import { DataSource, type EntityManager } from 'typeorm'
import { AdminAudit } from '../audit/index.js'
import { inTransaction } from '../database/index.js'
import { Grants } from '../grants/index.js'
import { RelayKeys } from '../relay-keys/index.js'
import { RelayKeysModule } from '../relay-keys/relay-keys.module.js'
import { CLOCK, type Clock } from '../settings.module.js'
import { PostgresProtectedKeyStore } from './protected-key-store.postgres.js'
import { ProtectedKeysController } from './protected-keys.controller.js'
import { ProtectedKeys } from './protected-keys.service.js'
import { Resealing } from './reseal.service.js'
import { Sealing } from './sealing.service.js'
import { VendorsController } from './vendors.controller.js'

const PARTS = Symbol('parts of protected keys')

const parts = {
  provide: PARTS,
  inject: [DataSource, RelayKeys, Grants, AdminAudit],
  useFactory: (database: DataSource, relayKeys: RelayKeys, grants: Grants, audit: AdminAudit) => ({
    store: new PostgresProtectedKeyStore(database),
    sealing: new Sealing(relayKeys),
    relayKeys,
    grants,
    audit,
    transact: <T>(work: (tx: EntityManager) => Promise<T>) => inTransaction(database, work),
  }),
}

type Parts = ReturnType<typeof parts.useFactory>

const protectedKeys = {
  provide: ProtectedKeys,
  inject: [PARTS, CLOCK],
  useFactory: (known: Parts, clock: Clock) => new ProtectedKeys({ ...known, clock }),
}

const resealing = {
  provide: Resealing,
  inject: [PARTS, CLOCK],
  useFactory: (known: Parts, clock: Clock) => new Resealing({ ...known, clock }),
}

@Module({
  imports: [RelayKeysModule],
  controllers: [ProtectedKeysController, VendorsController],
  providers: [parts, protectedKeys, resealing],
  exports: [ProtectedKeys, Resealing],
})
export class ProtectedKeysModule {}
