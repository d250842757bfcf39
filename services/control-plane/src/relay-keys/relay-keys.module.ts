import { Module } from '@nestjs/common'
import { DataSource } from 'typeorm'
import { CLOCK, type Clock } from '../settings.module.js'
import { PostgresRelayKeyStore } from './relay-key-store.postgres.js'
import { RelayKeysController } from './relay-keys.controller.js'
import { RelayKeys } from './relay-keys.service.js'

const relayKeys = {
  provide: RelayKeys,
  inject: [DataSource, CLOCK],
  useFactory: (database: DataSource, clock: Clock) => new RelayKeys(new PostgresRelayKeyStore(database), clock),
}

@Module({ controllers: [RelayKeysController], providers: [relayKeys], exports: [RelayKeys] })
export class RelayKeysModule {}
