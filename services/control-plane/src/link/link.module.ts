import { Module } from '@nestjs/common'
import { DataSource } from 'typeorm'
import { AppsModule } from '../apps/apps.module.js'
import { Apps } from '../apps/index.js'
import { Grants } from '../grants/index.js'
import { CLOCK, type Clock } from '../settings.module.js'
import { Exchanges } from './exchange.service.js'
import { LinkController } from './link.controller.js'
import { LinkEvents } from './link-events.service.js'
import { LinkPageController } from './link-page.controller.js'
import { Link, type LinkParts } from './link.service.js'
import { LinkSessionsController } from './link-sessions.controller.js'
import { PostgresLinkSessionStore } from './link-session-store.postgres.js'
import { LinkTokens } from './link-tokens.service.js'
import { LinkUpdates } from './link-updates.service.js'

const wiring = [DataSource, Grants, Apps, CLOCK]

const partsOf = (database: DataSource, grants: Grants, apps: Apps, clock: Clock): LinkParts => {
  const findApp = (appId: string) => apps.findApp(appId)
  const parts = { store: new PostgresLinkSessionStore(database), grants, findApp, clock }
  return { ...parts, tokens: new LinkTokens(parts) }
}

type Wiring = Parameters<typeof partsOf>

const tokens = { provide: LinkTokens, inject: wiring, useFactory: (...from: Wiring) => partsOf(...from).tokens }
const link = { provide: Link, inject: wiring, useFactory: (...from: Wiring) => new Link(partsOf(...from)) }
const updates = {
  provide: LinkUpdates,
  inject: wiring,
  useFactory: (...from: Wiring) => new LinkUpdates(partsOf(...from)),
}
const events = {
  provide: LinkEvents,
  inject: wiring,
  useFactory: (...from: Wiring) => new LinkEvents(partsOf(...from)),
}

const exchanges = {
  provide: Exchanges,
  inject: [Grants, CLOCK],
  useFactory: (grants: Grants, clock: Clock) => new Exchanges(grants, clock),
}

@Module({
  imports: [AppsModule],
  controllers: [LinkController, LinkSessionsController, LinkPageController],
  providers: [tokens, link, updates, events, exchanges],
  exports: [LinkTokens],
})
export class LinkModule {}
