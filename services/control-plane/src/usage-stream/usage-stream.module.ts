import { Inject, Module, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common'
import { type GrantChange, redisKeys } from '@1relay/contracts'
import type { Logger } from '@1relay/log'
import { DataSource } from 'typeorm'
import { Grants } from '../grants/index.js'
import { News, newsChannel } from '../news/index.js'
import { CLOCK, type Clock, LOGGER } from '../settings.module.js'
import type { UsageNews } from '../usage/index.js'
import { UsageReports } from '../usage-reports/index.js'
import { UsageReportsModule } from '../usage-reports/usage-reports.module.js'
import { describeGrants } from './grant-news.service.js'
import { findLiveSessions } from './live-sessions.postgres.js'
import { UsageStreamController } from './usage-stream.controller.js'
import { UsageStreams, type UsageStreamsParts } from './usage-streams.service.js'

const CAUGHT_UP_MAX = 200

const watching = (news: News): Pick<UsageStreamsParts, 'watchAccount' | 'watchGrants'> => ({
  watchAccount: (accountId, listener) =>
    news.listen(newsChannel(accountId), (message) => listener(JSON.parse(message) as UsageNews)),
  watchGrants: (listener) =>
    news.listen(redisKeys.grantChanges, (message) => listener((JSON.parse(message) as GrantChange).grantId)),
})

type Wiring = [News, Grants, UsageReports, DataSource, Clock, Logger]

const streams = {
  provide: UsageStreams,
  inject: [News, Grants, UsageReports, DataSource, CLOCK, LOGGER],
  useFactory: (...[news, grants, reports, database, clock, logger]: Wiring) =>
    new UsageStreams({
      ...watching(news),
      recentCalls: (accountId, since) => reports.callsSince({ kind: 'account', accountId }, since, CAUGHT_UP_MAX),
      describeGrants: (accountId, ids) => describeGrants(grants, { accountId, ids, now: clock() }),
      liveSessions: (ids) => findLiveSessions(database, ids, clock()),
      logger,
    }),
}

@Module({ imports: [UsageReportsModule], controllers: [UsageStreamController], providers: [streams] })
export class UsageStreamModule implements OnModuleInit, OnModuleDestroy {
  constructor(
    @Inject(UsageStreams) private readonly usageStreams: UsageStreams,
    @Inject(News) private readonly news: News,
  ) {}

  onModuleInit(): void {
    this.news.onGap(() => this.usageStreams.endAll())
  }

  onModuleDestroy(): void {
    this.usageStreams.endAll()
  }
}
