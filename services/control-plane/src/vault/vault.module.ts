import { Module } from '@nestjs/common'
import { DataSource } from 'typeorm'
import { CLOCK, type Clock } from '../settings.module.js'
import { PostgresVaultStore } from './vault-store.postgres.js'
import { VaultController } from './vault.controller.js'
import { Vaults } from './vaults.service.js'

const vaults = {
  provide: Vaults,
  inject: [DataSource, CLOCK],
  useFactory: (database: DataSource, clock: Clock) => new Vaults({ store: new PostgresVaultStore(database), clock }),
}

@Module({ controllers: [VaultController], providers: [vaults], exports: [Vaults] })
export class VaultModule {}
