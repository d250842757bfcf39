import { Inject, Module, type OnModuleDestroy } from '@nestjs/common'
import type { Logger } from '@1relay/log'
import { DataSource } from 'typeorm'
import { Apps } from '../apps/index.js'
import { AppsModule } from '../apps/apps.module.js'
import type { Config } from '../config.js'
import { Grants } from '../grants/index.js'
import { CLOCK, type Clock, CONFIG, LOGGER } from '../settings.module.js'
import { nameApps, nameGrants } from './names.js'
import { UsageController } from './usage.controller.js'
import { UsageIntake } from './usage-intake.service.js'
import { PostgresUsageReader } from './usage-reader.postgres.js'
import { UsageReports } from './usage-reports.service.js'
import { PostgresUsageStore } from './usage-store.postgres.js'
import { UsageWorker } from './usage-worker.bullmq.js'

const reports = {
  provide: UsageReports,
  inject: [DataSource, Grants, Apps, CLOCK],
  useFactory: (database: DataSource, grants: Grants, apps: Apps, clock: Clock) =>
    new UsageReports({
      reader: new PostgresUsageReader(database),
      nameApps: async (ids) => nameApps(await apps.findAppsEverKnown(ids)),
      nameGrants: async (ids, party) => nameGrants(await grants.findMany(ids), party),
      clock,
    }),
}

const intake = {
  provide: UsageIntake,
  inject: [DataSource, Grants, CLOCK, LOGGER],
  useFactory: (database: DataSource, grants: Grants, clock: Clock, logger: Logger) =>
    new UsageIntake({
      store: new PostgresUsageStore(database),
      findOwners: (ids) => grants.ownersOf(ids),
      markUsed: (uses) => grants.markUsed(uses),
      clock,
      logger,
    }),
}

const worker = {
  provide: UsageWorker,
  inject: [CONFIG, UsageIntake, LOGGER],
  useFactory: ({ redisUrl }: Config, usageIntake: UsageIntake, logger: Logger) =>
    new UsageWorker({ redisUrl, intake: usageIntake, logger }),
}

/** Reports over HTTP, and the worker of the usage queue in the same process. */
@Module({ imports: [AppsModule], controllers: [UsageController], providers: [reports, intake, worker] })
export class UsageModule implements OnModuleDestroy {
  constructor(@Inject(UsageWorker) private readonly usageWorker: UsageWorker) {}

  // Before onApplicationShutdown, which closes the pool that running jobs still need.
  async onModuleDestroy(): Promise<void> {
    await this.usageWorker.close()
  }
}
