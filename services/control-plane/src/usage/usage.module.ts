import { Inject, Module, type OnModuleDestroy } from '@nestjs/common'
import type { Logger } from '@1relay/log'
import { DataSource } from 'typeorm'
import { AuditInbox } from '../audit/index.js'
import type { Config } from '../config.js'
import { Grants } from '../grants/index.js'
import { News, newsChannel } from '../news/index.js'
import { Notices } from '../notices/index.js'
import { NoticesModule } from '../notices/notices.module.js'
import { CLOCK, type Clock, CONFIG, LOGGER } from '../settings.module.js'
import { UsageIntake } from './usage-intake.service.js'
import { newsOf } from './usage-news.js'
import type { OwnedEvent } from './usage-store.port.js'
import { PostgresUsageStore } from './usage-store.postgres.js'
import { UsageWorker } from './usage-worker.bullmq.js'

const announcing =
  (news: News, notices: Notices) =>
  async (stored: readonly OwnedEvent[]): Promise<void> => {
    const owned = stored.filter(({ ownerId }) => ownerId !== null)
    const ids = new Set(owned.map(({ event }) => event.grantId))
    const refused = owned.filter(({ event }) => event.reason === 'budget_exceeded').map(({ event }) => event.grantId)
    const told = [...newsOf(stored)].map(([ownerId, its]) => news.publish(newsChannel(ownerId), JSON.stringify(its)))
    await Promise.all([ids.size > 0 && notices.watchBudgets([...ids], new Set(refused)), ...told])
  }

const store = {
  provide: PostgresUsageStore,
  inject: [DataSource, AuditInbox],
  useFactory: (database: DataSource, audit: AuditInbox) => new PostgresUsageStore(database, audit),
}

type IntakeNeeds = [PostgresUsageStore, Grants, News, Notices, Clock, Logger]

const intake = {
  provide: UsageIntake,
  inject: [PostgresUsageStore, Grants, News, Notices, CLOCK, LOGGER],
  useFactory: (...[usageStore, grants, news, notices, clock, logger]: IntakeNeeds) =>
    new UsageIntake({
      store: usageStore,
      announce: announcing(news, notices),
      findOwners: (ids) => grants.ownersOf(ids),
      markUsed: (uses) => grants.markUsed(uses),
      clock,
      logger,
    }),
}

const worker = {
  provide: UsageWorker,
  inject: [CONFIG, UsageIntake, LOGGER],
  useFactory: ({ redis, queueWorkers }: Config, usageIntake: UsageIntake, logger: Logger) =>
    queueWorkers ? new UsageWorker({ redis, intake: usageIntake, logger }) : undefined,
}

/** The worker of the usage queue: in the same process as the HTTP side, unless that is to work off none. */
@Module({ imports: [NoticesModule], providers: [store, intake, worker] })
export class UsageModule implements OnModuleDestroy {
  constructor(@Inject(UsageWorker) private readonly usageWorker: UsageWorker | undefined) {}

  // Before onApplicationShutdown, which closes the pool that running jobs still need.
  async onModuleDestroy(): Promise<void> {
    await this.usageWorker?.close()
  }
}
