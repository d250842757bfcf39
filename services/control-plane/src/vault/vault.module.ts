import { Module } from '@nestjs/common'
import { DataSource } from 'typeorm'
import { CLOCK, type Clock } from '../settings.module.js'
import { PostgresPasskeyWrapStore } from './passkey-wrap-store.postgres.js'
import { PasskeyWrapsController } from './passkey-wraps.controller.js'
import { PasskeyWraps } from './passkey-wraps.service.js'
import { PostgresVaultStore } from './vault-store.postgres.js'
import { VaultController } from './vault.controller.js'
import { Vaults } from './vaults.service.js'

const vaults = {
  provide: Vaults,
  inject: [DataSource, CLOCK],
  useFactory: (database: DataSource, clock: Clock) => new Vaults({ store: new PostgresVaultStore(database), clock }),
}

const wraps = {
  provide: PasskeyWraps,
  inject: [DataSource, CLOCK],
  useFactory: (database: DataSource, clock: Clock) =>
    new PasskeyWraps({ store: new PostgresPasskeyWrapStore(database), clock }),
}

@Module({
  controllers: [VaultController, PasskeyWrapsController],
  providers: [vaults, wraps],
  exports: [Vaults, PasskeyWraps],
})
export class VaultModule {}
