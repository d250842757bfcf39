import { Module } from '@nestjs/common'
import { DataSource } from 'typeorm'
import { AppsModule } from '../apps/apps.module.js'
import { Apps } from '../apps/index.js'
import { Grants } from '../grants/index.js'
import { CLOCK, type Clock } from '../settings.module.js'
import { Exchanges } from './exchange.service.js'
import { LinkController } from './link.controller.js'
import { LinkPageController } from './link-page.controller.js'
import { Link } from './link.service.js'
import { PostgresLinkSessionStore } from './link-session-store.postgres.js'

const link = {
  provide: Link,
  inject: [DataSource, Grants, Apps, CLOCK],
  useFactory: (database: DataSource, grants: Grants, apps: Apps, clock: Clock) =>
    new Link({
      store: new PostgresLinkSessionStore(database),
      grants,
      findApp: (appId) => apps.findApp(appId),
      clock,
    }),
}

const exchanges = {
  provide: Exchanges,
  inject: [Grants, CLOCK],
  useFactory: (grants: Grants, clock: Clock) => new Exchanges(grants, clock),
}

@Module({
  imports: [AppsModule],
  controllers: [LinkController, LinkPageController],
  providers: [link, exchanges],
  exports: [Link],
})
export class LinkModule {}
