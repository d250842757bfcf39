import { Global, Inject, Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common'
import type { Logger } from '@1relay/log'
import { nameServers, type RedisClient } from '@1relay/redis'
import { DataSource } from 'typeorm'
import { GRANTS_OF_APP } from '../apps/index.js'
import { REDIS } from '../redis/index.js'
import { CLOCK, type Clock, LOGGER } from '../settings.module.js'
import { PostgresUsageSpend } from '../usage/index.js'
import { PostgresContactStore } from './contact-store.postgres.js'
import { PostgresGrantStore } from './grant-store.postgres.js'
import { Grants } from './grants.service.js'
import { PostgresLedgerStore } from './ledger-store.postgres.js'
import { Ledgers } from './ledgers.service.js'
import { ProjectionSync } from './projection-sync.service.js'
import { RedisProjectionWriter } from './projection-writer.redis.js'
import { tellApp } from './revoked-news.js'

const ledgers = {
  provide: Ledgers,
  inject: [DataSource, REDIS, CLOCK],
  useFactory: (database: DataSource, redis: RedisClient, clock: Clock) => {
    const spend = new PostgresUsageSpend(database)
    return new Ledgers({
      store: new PostgresLedgerStore(database),
      projections: new RedisProjectionWriter(redis),
      findSpend: (ownerId, starts) => spend.ofOwner(ownerId, starts),
      clock,
    })
  },
}

const grants = {
  provide: Grants,
  inject: [DataSource, REDIS, Ledgers, CLOCK],
  useFactory: (database: DataSource, redis: RedisClient, ledgersOfGrants: Ledgers, clock: Clock) => {
    const spend = new PostgresUsageSpend(database)
    return new Grants({
      store: new PostgresGrantStore(database, tellApp),
      projections: new RedisProjectionWriter(redis),
      ledgers: ledgersOfGrants,
      findSpend: (ids, starts) => spend.of(ids, starts),
      clock,
    })
  },
}

const sync = {
  provide: ProjectionSync,
  inject: [Grants, DataSource, REDIS, CLOCK, LOGGER],
  useFactory: (...[service, database, redis, clock, logger]: [Grants, DataSource, RedisClient, Clock, Logger]) =>
    new ProjectionSync({
      grants: service,
      contacts: new PostgresContactStore(database),
      nameServers: () => nameServers(redis),
      clock,
      logger,
    }),
}

/** Gives every module Grants, and apps their way to end grants; global, because apps must not know who does it. */
@Global()
@Module({
  providers: [ledgers, grants, sync, { provide: GRANTS_OF_APP, useExisting: Grants }],
  exports: [Grants, Ledgers, GRANTS_OF_APP],
})
export class GrantsModule implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #restore = (): void => this.projectionSync.restore()

  constructor(
    @Inject(ProjectionSync) private readonly projectionSync: ProjectionSync,
    @Inject(REDIS) private readonly redis: RedisClient,
  ) {}

  onApplicationBootstrap(): void {
    this.projectionSync.start()
    this.redis.on('ready', this.#restore)
  }

  async onModuleDestroy(): Promise<void> {
    this.redis.off('ready', this.#restore)
    await this.projectionSync.stop()
  }
}
