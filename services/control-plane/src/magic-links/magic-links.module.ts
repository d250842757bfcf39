import { Module } from '@nestjs/common'
import { DataSource } from 'typeorm'
import { AccountsModule } from '../accounts/accounts.module.js'
import { Accounts } from '../accounts/index.js'
import type { Config } from '../config.js'
import { DepartureModule } from '../departure/departure.module.js'
import { Departures } from '../departure/index.js'
import { PostOffice } from '../mail/index.js'
import { CLOCK, type Clock, CONFIG } from '../settings.module.js'
import { Arrivals } from './arrivals.service.js'
import { PostgresMagicLinkStore } from './magic-link-store.postgres.js'
import { MagicLinksController } from './magic-links.controller.js'
import { MAGIC_LINK_MS, MagicLinks } from './magic-links.service.js'
import { signInMail } from './sign-in-mail.js'

const links = {
  provide: MagicLinks,
  inject: [DataSource, PostOffice, CONFIG, CLOCK],
  useFactory: (database: DataSource, post: PostOffice, { publicOrigin }: Config, clock: Clock) =>
    new MagicLinks({
      store: new PostgresMagicLinkStore(database),
      // Behind the #, so that it is sent to no server and stands in no log.
      mail: (email, token) => {
        const letter = signInMail(`${publicOrigin}/sign-in/confirm#${token}`)
        return post.send({ to: email, letter, lifetimeMs: MAGIC_LINK_MS })
      },
      clock,
    }),
}

const arrivals = {
  provide: Arrivals,
  inject: [MagicLinks, Accounts, Departures],
  useFactory: (mailed: MagicLinks, accounts: Accounts, departures: Departures) =>
    new Arrivals({ links: mailed, accounts, clear: (account) => departures.clear(account) }),
}

@Module({
  imports: [AccountsModule, DepartureModule],
  controllers: [MagicLinksController],
  providers: [links, arrivals],
})
export class MagicLinksModule {}
