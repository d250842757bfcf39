import { Module } from '@nestjs/common'
import { DataSource } from 'typeorm'
import type { Config } from '../config.js'
import { Grants } from '../grants/index.js'
import { MetaModule } from '../meta/meta.module.js'
import { CLOCK, type Clock, CONFIG } from '../settings.module.js'
import { BrowserAppFactsController } from './browser-app-facts.controller.js'
import { RelayKeyProbe } from './key-probe.http.js'
import { PinsController } from './pins.controller.js'
import { RelayUsersController } from './relay-users.controller.js'
import { RelayUsers } from './relay-users.service.js'
import { PostgresUserHistory } from './user-history.postgres.js'
import { UserKeysController } from './user-keys.controller.js'

const relayUsers = {
  provide: RelayUsers,
  inject: [DataSource, Grants, CONFIG, CLOCK],
  useFactory: (database: DataSource, grants: Grants, { browserApps }: Config, clock: Clock) => {
    const { relayOrigin, aiRequestsPerMinute, tokenExpiryDays } = browserApps
    const { probe } = new RelayKeyProbe({ grants, relayOrigin, clock })
    const { erase } = new PostgresUserHistory(database)
    return new RelayUsers({ grants, probe, erase, clock, aiRequestsPerMinute, tokenExpiryDays })
  },
}

@Module({
  imports: [MetaModule],
  controllers: [RelayUsersController, UserKeysController, BrowserAppFactsController, PinsController],
  providers: [relayUsers],
  exports: [relayUsers],
})
export class RelayUsersModule {}
